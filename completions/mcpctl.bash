# bash completion for mcpctl. Generated: mcpctl completion bash

__mcpctl_names() {
    mcpctl get "$1" "${project[@]}" --request-timeout 2s -o name 2>/dev/null | sed 's,.*/,,'
}

__mcpctl_candidates() {
    local line
    while IFS= read -r line; do
        COMPREPLY+=("$line")
    done < <(compgen -W "$1" -- "$cur")
}

_mcpctl() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
    local path='' word i kind='' arguments=0
    local -a project=()
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        case "$path $word" in
            *' --mcpd-url' | \
                *' --token-file' | \
                *' --request-timeout' | \
                'up -f' | \
                'up --filename' | \
                'up --timeout' | \
                'up --only' | \
                'status -o' | \
                'status --output' | \
                'get -o' | \
                'get --output' | \
                'get -l' | \
                'get --selector' | \
                'describe -l' | \
                'describe --selector' | \
                'apply -f' | \
                'apply --filename' | \
                'create server --from-template' | \
                'create server --memory' | \
                'create server --cpus' | \
                'create server --pids' | \
                'create server --pids-limit' | \
                'create server --user' | \
                'create server --capability' | \
                'create server --cap-add' | \
                'create server --network' | \
                'create server --mount' | \
                'create server --health-tool' | \
                'create server --health-args' | \
                'create server --health-interval' | \
                'create server --health-timeout' | \
                'create server --health-retries' | \
                'create server --health-start-period' | \
                'create server --docker-image' | \
                'create server --pull-policy' | \
                'create server --package' | \
                'create server --command' | \
                'create server --arg' | \
                'create server --working-dir' | \
                'create server --external-url' | \
                'create server --header' | \
                'create server --transport' | \
                'create server --container-port' | \
                'create server --path' | \
                'create server --runtime' | \
                'create server --env' | \
                'create server --env-from-secret' | \
                'create server --replicas' | \
                'create server --timeout' | \
                'create server --description' | \
                'create server -o' | \
                'create server --output' | \
                'create secret --data' | \
                'create secret --from-file' | \
                'create secret --from-env-file' | \
                'create secret --description' | \
                'create secret -o' | \
                'create secret --output' | \
                'create template --memory' | \
                'create template --cpus' | \
                'create template --pids' | \
                'create template --pids-limit' | \
                'create template --user' | \
                'create template --capability' | \
                'create template --cap-add' | \
                'create template --network' | \
                'create template --mount' | \
                'create template --health-tool' | \
                'create template --health-args' | \
                'create template --health-interval' | \
                'create template --health-timeout' | \
                'create template --health-retries' | \
                'create template --health-start-period' | \
                'create template --docker-image' | \
                'create template --pull-policy' | \
                'create template --package' | \
                'create template --command' | \
                'create template --arg' | \
                'create template --working-dir' | \
                'create template --external-url' | \
                'create template --header' | \
                'create template --transport' | \
                'create template --container-port' | \
                'create template --path' | \
                'create template --runtime' | \
                'create template --env' | \
                'create template --env-from-secret' | \
                'create template --replicas' | \
                'create template --timeout' | \
                'create template --require' | \
                'create template --require-secret' | \
                'create template --documentation' | \
                'create template --description' | \
                'create template -o' | \
                'create template --output' | \
                'create project --server' | \
                'create project --proxy-model' | \
                'create project --tool-names' | \
                'create project --description' | \
                'create project -o' | \
                'create project --output' | \
                'patch -p' | \
                'patch --patch' | \
                'patch --type' | \
                'patch -o' | \
                'patch --output' | \
                'label -l' | \
                'label --selector' | \
                'label -o' | \
                'label --output' | \
                'delete -f' | \
                'delete --filename' | \
                'delete -l' | \
                'delete --selector' | \
                'attach-server --alias' | \
                'logs --tail' | \
                'logs --since' | \
                'logs --instance' | \
                'call --args' | \
                'call -o' | \
                'call --output' | \
                'console -o' | \
                'console --output' | \
                'mcp --tool-names' | \
                'login --context' | \
                'logout --context' | \
                'auth server --timeout' | \
                'config view -o' | \
                'config view --output' | \
                'version -o' | \
                'version --output')
                ((i++))
                ;;
            *' --project' | *' -p')
                project=(--project "${COMP_WORDS[i + 1]}")
                ((i++))
                ;;
            *' -'*) ;;
            *)
                if [[ -z $path ]]; then
                    path=$word
                elif [[ $path == @(create|auth|config) ]]; then
                    path="$path $word"
                else
                    ((arguments++))
                    [[ -n $kind ]] || kind=$word
                fi
                ;;
        esac
    done
    case "$path $prev" in
        'patch -p')
            return
            ;;
        *' --project' | *' -p')
            __mcpctl_candidates "$(__mcpctl_names projects)"
            return
            ;;
        *' -o' | *' --output')
            __mcpctl_candidates 'wide yaml json name'
            return
            ;;
        *' --token-file' | \
                'up -f' | \
                'up --filename' | \
                'apply -f' | \
                'apply --filename' | \
                'create secret --from-file' | \
                'create secret --from-env-file' | \
                'delete -f' | \
                'delete --filename' | \
                'call --args')
            mapfile -t COMPREPLY < <(compgen -f -- "$cur")
            return
            ;;
    esac
    case $path in
        '')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates 'up down run status get describe apply create edit patch label delete attach-server detach-server logs call console mcp login logout auth config version completion'
            fi
            ;;
        up)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--filename --timeout --only --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        down)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--purge --yes --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        run)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        status)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--output --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        get)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--output --no-headers --selector --watch --output-watch-events --help --project --mcpd-url --token-file --request-timeout'
            else
                if ((arguments == 0)); then __mcpctl_candidates 'secrets templates servers projects instances serverattachments'; else __mcpctl_candidates "$(__mcpctl_names "$kind")"; fi
            fi
            ;;
        describe)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--selector --show-values --help --project --mcpd-url --token-file --request-timeout'
            else
                if ((arguments == 0)); then __mcpctl_candidates 'secrets templates servers projects instances serverattachments'; else __mcpctl_candidates "$(__mcpctl_names "$kind")"; fi
            fi
            ;;
        apply)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--filename --dry-run --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        create)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates 'server secret template project'
            fi
            ;;
        'create server')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--from-template --memory --cpus --pids --pids-limit --user --capability --cap-add --read-only-root --network --mount --health-tool --health-args --health-interval --health-timeout --health-retries --health-start-period --docker-image --pull-policy --package --command --arg --working-dir --external-url --header --transport --container-port --path --runtime --env --env-from-secret --replicas --timeout --description --dry-run --output --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        'create secret')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--data --from-file --from-env-file --description --dry-run --output --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        'create template')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--memory --cpus --pids --pids-limit --user --capability --cap-add --read-only-root --network --mount --health-tool --health-args --health-interval --health-timeout --health-retries --health-start-period --docker-image --pull-policy --package --command --arg --working-dir --external-url --header --transport --container-port --path --runtime --env --env-from-secret --replicas --timeout --require --require-secret --documentation --description --dry-run --output --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        'create project')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--server --proxy-model --tool-names --description --dry-run --output --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        edit)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--help --project --mcpd-url --token-file --request-timeout'
            else
                if ((arguments == 0)); then __mcpctl_candidates 'secrets templates servers projects instances serverattachments'; else __mcpctl_candidates "$(__mcpctl_names "$kind")"; fi
            fi
            ;;
        patch)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--patch --type --output --help --project --mcpd-url --token-file --request-timeout'
            else
                if ((arguments == 0)); then __mcpctl_candidates 'secrets templates servers projects instances serverattachments'; else __mcpctl_candidates "$(__mcpctl_names "$kind")"; fi
            fi
            ;;
        label)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--overwrite --all --selector --list --dry-run --output --help --project --mcpd-url --token-file --request-timeout'
            else
                if ((arguments == 0)); then __mcpctl_candidates 'secrets templates servers projects instances serverattachments'; else __mcpctl_candidates "$(__mcpctl_names "$kind")"; fi
            fi
            ;;
        delete)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--filename --all --selector --ignore-not-found --force --help --project --mcpd-url --token-file --request-timeout'
            else
                if ((arguments == 0)); then __mcpctl_candidates 'secrets templates servers projects instances serverattachments'; else __mcpctl_candidates "$(__mcpctl_names "$kind")"; fi
            fi
            ;;
        attach-server)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--alias --help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates "$(__mcpctl_names servers)"
            fi
            ;;
        detach-server)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--ignore-not-found --help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates "$(__mcpctl_names servers)"
            fi
            ;;
        logs)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--follow --tail --since --previous --instance --help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates "$(__mcpctl_names servers)"
            fi
            ;;
        call)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--args --output --help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates "$(__mcpctl_names servers)"
            fi
            ;;
        console)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--inspect --output --help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates "$(__mcpctl_names projects)"
            fi
            ;;
        mcp)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--tool-names --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        login)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--context --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        logout)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--context --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        auth)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates 'server'
            fi
            ;;
        'auth server')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--again --status --remove --timeout --help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates "$(__mcpctl_names servers)"
            fi
            ;;
        config)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates 'view get-contexts use-context claude'
            fi
            ;;
        'config view')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--output --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        'config get-contexts')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--no-headers --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        'config use-context')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        'config claude')
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--force --dry-run --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        version)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--client --output --help --project --mcpd-url --token-file --request-timeout'
            else
                :
            fi
            ;;
        completion)
            if [[ $cur == -* ]]; then
                __mcpctl_candidates '--help --project --mcpd-url --token-file --request-timeout'
            else
                __mcpctl_candidates 'bash fish'
            fi
            ;;
        *) return ;;
    esac
}

complete -F _mcpctl mcpctl
