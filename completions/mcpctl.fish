# fish completion for mcpctl. Generated: mcpctl completion fish

function __mcpctl_words
    set -l words (commandline -opc)
    set -l skip 1
    for word in $words
        if test $skip -gt 0
            set skip 0
            continue
        end
        switch $word
            case -p --project --mcpd-url --token-file --request-timeout -o --output
                set skip 1
            case '-*'
            case '*'
                echo $word
        end
    end
end

function __mcpctl_at
    test (string join ' ' (__mcpctl_words)) = "$argv"
end

function __mcpctl_below
    set -l given (__mcpctl_words)
    set -l count (count $argv)
    test (count $given) -ge $count; and test "$given[1..$count]" = "$argv"
end

function __mcpctl_names
    set -l project
    set -l words (commandline -opc)
    for option in -p --project
        if set -l at (contains -i -- $option $words); and test $at -lt (count $words)
            set project --project $words[(math $at + 1)]
        end
    end
    mcpctl get $argv[1] $project --request-timeout 2s -o name 2>/dev/null | string replace -r '.*/' ''
end

function __mcpctl_names_of_kind
    set -l given (__mcpctl_words)
    test (count $given) -gt $argv[1]; and __mcpctl_names $given[(math $argv[1] + 1)]
end

complete -c mcpctl -f

complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a up -d 'Start mcpd and mcplocal in the background, apply the files if any are given, and wait until their servers are healthy'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a down -d 'Stop the supervisor, mcplocal, mcpd, its servers and its PostgreSQL'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a run -d 'Run mcpd or mcplocal in the foreground, for services and containers'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a status -d 'Show mcplocal, mcpd, its database, who it takes you for, and the supervisor'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a get -d 'List resources, or show some by name'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a describe -d 'Say in words what a resource is, what it does and what happened to it'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a apply -d 'Make the daemon\'s resources as files have them'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a create -d 'Create a resource from flags'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a edit -d 'Open a resource in an editor ($EDITOR, else $VISUAL, else vi) and store what was saved'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a patch -d 'Change some fields of a resource'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a label -d 'Set labels of resources (KEY=VALUE), or take them away (KEY-)'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a delete -d 'Delete resources'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a attach-server -d 'Give a project the tools of a server'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a detach-server -d 'Take the tools of a server away from a project'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a logs -d 'Print what a server wrote to its error output'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a call -d 'Call a tool as a client of the project would'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a console -d 'Print what a client of a project sees'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a mcp -d 'Connect an MCP client to a project over standard input and output'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a login -d 'Check a token against a daemon, store both as a context, and use it from now on'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a logout -d 'Forget the token of the context in use'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a config -d 'Show and choose the daemon in use'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a version -d 'Print the versions of mcpctl and of the daemon'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -a completion -d 'Print a script that completes mcpctl\'s command lines in a shell'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -s h -l help -d 'Show this help'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n 'test (count (__mcpctl_words)) -eq 0' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below up' -s f -l filename -r -F -d 'YAML or JSON to apply'
complete -c mcpctl -n '__mcpctl_below up' -l timeout -x -d 'How long to wait until all is well (default'
complete -c mcpctl -n '__mcpctl_below up' -l only -x -d 'Start this one alone'
complete -c mcpctl -n '__mcpctl_below up' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below up' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below up' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below up' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below up' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below down' -l purge -d 'Also remove all servers, projects and secrets of this home, and its logs'
complete -c mcpctl -n '__mcpctl_below down' -s y -l yes -d 'Do not ask before --purge'
complete -c mcpctl -n '__mcpctl_below down' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below down' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below down' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below down' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below down' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below run' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below run' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below run' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below run' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below run' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below status' -s o -l output -x -a 'wide yaml json name' -d 'Print JSON instead of lines'
complete -c mcpctl -n '__mcpctl_below status' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below status' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below status' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below status' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below status' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at get' -a 'secrets templates servers projects instances serverattachments'
complete -c mcpctl -n '__mcpctl_below get' -a '(__mcpctl_names_of_kind 1)'
complete -c mcpctl -n '__mcpctl_below get' -s o -l output -x -a 'wide yaml json name' -d 'wide, yaml, json, name, jsonpath=TEMPLATE or jsonpath-file=FILE'
complete -c mcpctl -n '__mcpctl_below get' -l no-headers -d 'Leave the line of column names out'
complete -c mcpctl -n '__mcpctl_below get' -s l -l selector -x -d 'Only those with such labels'
complete -c mcpctl -n '__mcpctl_below get' -s w -l watch -d 'Go on and print every change'
complete -c mcpctl -n '__mcpctl_below get' -l output-watch-events -d 'With --watch'
complete -c mcpctl -n '__mcpctl_below get' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below get' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below get' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below get' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below get' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at describe' -a 'secrets templates servers projects instances serverattachments'
complete -c mcpctl -n '__mcpctl_below describe' -a '(__mcpctl_names_of_kind 1)'
complete -c mcpctl -n '__mcpctl_below describe' -l show-values -d 'Show the values of secrets'
complete -c mcpctl -n '__mcpctl_below describe' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below describe' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below describe' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below describe' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below describe' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below apply' -s f -l filename -r -F -d 'YAML or JSON'
complete -c mcpctl -n '__mcpctl_below apply' -l dry-run -d 'Write nothing'
complete -c mcpctl -n '__mcpctl_below apply' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below apply' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below apply' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below apply' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below apply' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at create' -a server -d 'Create a server from a template, an image, an npm package, a command or a URL'
complete -c mcpctl -n '__mcpctl_at create' -a secret -d 'Create a secret'
complete -c mcpctl -n '__mcpctl_at create' -a template -d 'Create a template'
complete -c mcpctl -n '__mcpctl_at create' -a project -d 'Create a project'
complete -c mcpctl -n '__mcpctl_below create' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below create' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below create' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below create' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below create' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below create server' -l from-template -x -d 'A template, which says what the other flags leave open'
complete -c mcpctl -n '__mcpctl_below create server' -l docker-image -x -d 'An image, of which a container is made'
complete -c mcpctl -n '__mcpctl_below create server' -l pull-policy -x -d 'When the image is pulled'
complete -c mcpctl -n '__mcpctl_below create server' -l package -x -d 'An npm package'
complete -c mcpctl -n '__mcpctl_below create server' -l command -x -d 'A program of the machine that mcpd runs on'
complete -c mcpctl -n '__mcpctl_below create server' -l arg -x -d 'An argument of the program'
complete -c mcpctl -n '__mcpctl_below create server' -l external-url -x -d 'A server that runs elsewhere'
complete -c mcpctl -n '__mcpctl_below create server' -l header -x -d 'A header sent to the external server'
complete -c mcpctl -n '__mcpctl_below create server' -l transport -x -d 'STDIO, SSE or STREAMABLE_HTTP'
complete -c mcpctl -n '__mcpctl_below create server' -l container-port -x -d 'Where it listens, with SSE and STREAMABLE_HTTP'
complete -c mcpctl -n '__mcpctl_below create server' -l path -x -d 'Of its endpoint there'
complete -c mcpctl -n '__mcpctl_below create server' -l runtime -x -d 'What runs it'
complete -c mcpctl -n '__mcpctl_below create server' -l env -x -d 'A variable of the server'
complete -c mcpctl -n '__mcpctl_below create server' -l env-from-secret -x -d 'A secret, each key of which is a variable'
complete -c mcpctl -n '__mcpctl_below create server' -l replicas -x -d 'How many instances run'
complete -c mcpctl -n '__mcpctl_below create server' -l description -x -d 'What a person reads in lists'
complete -c mcpctl -n '__mcpctl_below create server' -l dry-run -d 'Create nothing'
complete -c mcpctl -n '__mcpctl_below create server' -s o -l output -x -a 'wide yaml json name' -d 'Print the resource'
complete -c mcpctl -n '__mcpctl_below create server' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below create server' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below create server' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below create server' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below create server' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below create secret' -l data -x -d 'A value'
complete -c mcpctl -n '__mcpctl_below create secret' -l from-file -r -F -d 'A value that is a file\'s whole text'
complete -c mcpctl -n '__mcpctl_below create secret' -l from-env-file -r -F -d 'A file of KEY=VALUE lines, taken as they stand'
complete -c mcpctl -n '__mcpctl_below create secret' -l description -x -d 'What a person reads in lists'
complete -c mcpctl -n '__mcpctl_below create secret' -l dry-run -d 'Create nothing'
complete -c mcpctl -n '__mcpctl_below create secret' -s o -l output -x -a 'wide yaml json name' -d 'Print the resource'
complete -c mcpctl -n '__mcpctl_below create secret' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below create secret' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below create secret' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below create secret' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below create secret' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below create template' -l docker-image -x -d 'An image, of which a container is made'
complete -c mcpctl -n '__mcpctl_below create template' -l pull-policy -x -d 'When the image is pulled'
complete -c mcpctl -n '__mcpctl_below create template' -l package -x -d 'An npm package'
complete -c mcpctl -n '__mcpctl_below create template' -l command -x -d 'A program of the machine that mcpd runs on'
complete -c mcpctl -n '__mcpctl_below create template' -l arg -x -d 'An argument of the program'
complete -c mcpctl -n '__mcpctl_below create template' -l external-url -x -d 'A server that runs elsewhere'
complete -c mcpctl -n '__mcpctl_below create template' -l header -x -d 'A header sent to the external server'
complete -c mcpctl -n '__mcpctl_below create template' -l transport -x -d 'STDIO, SSE or STREAMABLE_HTTP'
complete -c mcpctl -n '__mcpctl_below create template' -l container-port -x -d 'Where it listens, with SSE and STREAMABLE_HTTP'
complete -c mcpctl -n '__mcpctl_below create template' -l path -x -d 'Of its endpoint there'
complete -c mcpctl -n '__mcpctl_below create template' -l runtime -x -d 'What runs it'
complete -c mcpctl -n '__mcpctl_below create template' -l env -x -d 'A variable of the server'
complete -c mcpctl -n '__mcpctl_below create template' -l env-from-secret -x -d 'A secret, each key of which is a variable'
complete -c mcpctl -n '__mcpctl_below create template' -l replicas -x -d 'How many instances run'
complete -c mcpctl -n '__mcpctl_below create template' -l description -x -d 'What a person reads in lists'
complete -c mcpctl -n '__mcpctl_below create template' -l require -x -d 'A variable that a server made from it needs'
complete -c mcpctl -n '__mcpctl_below create template' -l require-secret -x -d 'As --require, for a variable whose value belongs in a secret'
complete -c mcpctl -n '__mcpctl_below create template' -l documentation -x -d 'Where to read more'
complete -c mcpctl -n '__mcpctl_below create template' -l dry-run -d 'Create nothing'
complete -c mcpctl -n '__mcpctl_below create template' -s o -l output -x -a 'wide yaml json name' -d 'Print the resource'
complete -c mcpctl -n '__mcpctl_below create template' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below create template' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below create template' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below create template' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below create template' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below create project' -l server -x -d 'A server to attach, which must exist'
complete -c mcpctl -n '__mcpctl_below create project' -l proxy-model -x -d 'How content is treated on its way to the client'
complete -c mcpctl -n '__mcpctl_below create project' -l tool-names -x -d 'How tools are named on the wire'
complete -c mcpctl -n '__mcpctl_below create project' -l description -x -d 'What a person reads in lists'
complete -c mcpctl -n '__mcpctl_below create project' -l dry-run -d 'Create nothing'
complete -c mcpctl -n '__mcpctl_below create project' -s o -l output -x -a 'wide yaml json name' -d 'Print the resource'
complete -c mcpctl -n '__mcpctl_below create project' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below create project' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below create project' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below create project' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below create project' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at edit' -a 'secrets templates servers projects instances serverattachments'
complete -c mcpctl -n '__mcpctl_below edit' -a '(__mcpctl_names_of_kind 1)'
complete -c mcpctl -n '__mcpctl_below edit' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below edit' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below edit' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below edit' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below edit' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at patch' -a 'secrets templates servers projects instances serverattachments'
complete -c mcpctl -n '__mcpctl_below patch' -a '(__mcpctl_names_of_kind 1)'
complete -c mcpctl -n '__mcpctl_below patch' -s p -l patch -x -d 'The change as JSON, instead of KEY=VALUE'
complete -c mcpctl -n '__mcpctl_below patch' -l type -x -d 'What the JSON is'
complete -c mcpctl -n '__mcpctl_below patch' -s o -l output -x -a 'wide yaml json name' -d 'Print the changed resource'
complete -c mcpctl -n '__mcpctl_below patch' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below patch' -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below patch' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below patch' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below patch' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at label' -a 'secrets templates servers projects instances serverattachments'
complete -c mcpctl -n '__mcpctl_below label' -a '(__mcpctl_names_of_kind 1)'
complete -c mcpctl -n '__mcpctl_below label' -l overwrite -d 'Change labels that have another value'
complete -c mcpctl -n '__mcpctl_below label' -l all -d 'Label all of a kind'
complete -c mcpctl -n '__mcpctl_below label' -s l -l selector -x -d 'Label those of a kind with such labels'
complete -c mcpctl -n '__mcpctl_below label' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below label' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below label' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below label' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below label' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at delete' -a 'secrets templates servers projects instances serverattachments'
complete -c mcpctl -n '__mcpctl_below delete' -a '(__mcpctl_names_of_kind 1)'
complete -c mcpctl -n '__mcpctl_below delete' -s f -l filename -r -F -d 'Delete what a file names'
complete -c mcpctl -n '__mcpctl_below delete' -l all -d 'Delete all of a kind'
complete -c mcpctl -n '__mcpctl_below delete' -s l -l selector -x -d 'Delete those of a kind with such labels'
complete -c mcpctl -n '__mcpctl_below delete' -l ignore-not-found -d 'It is no error when one is not there'
complete -c mcpctl -n '__mcpctl_below delete' -l force -d 'Delete it although others refer to it'
complete -c mcpctl -n '__mcpctl_below delete' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below delete' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below delete' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below delete' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below delete' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at attach-server' -a '(__mcpctl_names servers)'
complete -c mcpctl -n '__mcpctl_below attach-server' -l alias -x -d 'What the server is called in the project'
complete -c mcpctl -n '__mcpctl_below attach-server' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below attach-server' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below attach-server' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below attach-server' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below attach-server' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at detach-server' -a '(__mcpctl_names servers)'
complete -c mcpctl -n '__mcpctl_below detach-server' -l ignore-not-found -d 'It is no error when it is not attached'
complete -c mcpctl -n '__mcpctl_below detach-server' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below detach-server' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below detach-server' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below detach-server' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below detach-server' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at logs' -a '(__mcpctl_names servers)'
complete -c mcpctl -n '__mcpctl_below logs' -s f -l follow -d 'Stay, and print what comes'
complete -c mcpctl -n '__mcpctl_below logs' -l tail -x -d 'Only the last N lines'
complete -c mcpctl -n '__mcpctl_below logs' -l since -x -d 'Only lines younger than that'
complete -c mcpctl -n '__mcpctl_below logs' -l previous -d 'Those of the instance before the last restart'
complete -c mcpctl -n '__mcpctl_below logs' -l instance -x -d 'Those of one instance'
complete -c mcpctl -n '__mcpctl_below logs' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below logs' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below logs' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below logs' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below logs' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at call' -a '(__mcpctl_names servers)'
complete -c mcpctl -n '__mcpctl_below call' -l args -r -F -d 'The arguments'
complete -c mcpctl -n '__mcpctl_below call' -s o -l output -x -a 'wide yaml json name' -d 'json prints the whole result as it came'
complete -c mcpctl -n '__mcpctl_below call' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below call' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below call' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below call' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below call' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at console' -a '(__mcpctl_names projects)'
complete -c mcpctl -n '__mcpctl_below console' -l inspect -d 'Show the messages that pass'
complete -c mcpctl -n '__mcpctl_below console' -s o -l output -x -a 'wide yaml json name' -d 'json'
complete -c mcpctl -n '__mcpctl_below console' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below console' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below console' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below console' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below console' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below mcp' -l tool-names -x -d 'How tools are named, instead of what the project says'
complete -c mcpctl -n '__mcpctl_below mcp' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below mcp' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below mcp' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below mcp' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below mcp' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below login' -l context -x -d 'What to call the daemon'
complete -c mcpctl -n '__mcpctl_below login' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below login' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below login' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below login' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below login' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below logout' -l context -x -d 'Another context than the one in use'
complete -c mcpctl -n '__mcpctl_below logout' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below logout' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below logout' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below logout' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below logout' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at config' -a view -d 'Show the configuration that applies, tokens masked, and where it comes from'
complete -c mcpctl -n '__mcpctl_at config' -a get-contexts -d 'List the daemons that are known'
complete -c mcpctl -n '__mcpctl_at config' -a use-context -d 'Choose the daemon for later commands and for mcplocal'
complete -c mcpctl -n '__mcpctl_at config' -a claude -d 'Write the entry of a project into .mcp.json here, for Claude Code'
complete -c mcpctl -n '__mcpctl_below config' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below config' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below config' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below config' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below config' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below config view' -s o -l output -x -a 'wide yaml json name' -d 'yaml (default) or json'
complete -c mcpctl -n '__mcpctl_below config view' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below config view' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below config view' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below config view' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below config view' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below config get-contexts' -l no-headers -d 'Leave the line of column names out'
complete -c mcpctl -n '__mcpctl_below config get-contexts' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below config get-contexts' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below config get-contexts' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below config get-contexts' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below config get-contexts' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below config use-context' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below config use-context' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below config use-context' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below config use-context' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below config use-context' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below config claude' -l force -d 'Replace an entry of that name that says otherwise'
complete -c mcpctl -n '__mcpctl_below config claude' -l dry-run -d 'Print what would change, and write nothing'
complete -c mcpctl -n '__mcpctl_below config claude' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below config claude' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below config claude' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below config claude' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below config claude' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_below version' -l client -d 'Ask no daemon'
complete -c mcpctl -n '__mcpctl_below version' -s o -l output -x -a 'wide yaml json name' -d 'json'
complete -c mcpctl -n '__mcpctl_below version' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below version' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below version' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below version' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below version' -l request-timeout -x -d 'How long one request may take'

complete -c mcpctl -n '__mcpctl_at completion' -a 'bash fish'
complete -c mcpctl -n '__mcpctl_below completion' -s h -l help -d 'Show this help'
complete -c mcpctl -n '__mcpctl_below completion' -s p -l project -x -a '(__mcpctl_names projects)' -d 'The project that the command is about'
complete -c mcpctl -n '__mcpctl_below completion' -l mcpd-url -x -d 'The daemon to talk to, instead of the current context\'s'
complete -c mcpctl -n '__mcpctl_below completion' -l token-file -r -F -d 'A file that holds the token to use'
complete -c mcpctl -n '__mcpctl_below completion' -l request-timeout -x -d 'How long one request may take'
