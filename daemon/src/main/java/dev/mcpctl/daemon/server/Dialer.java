package dev.mcpctl.daemon.server;

import dev.mcpctl.daemon.runtime.Channel;
import dev.mcpctl.daemon.runtime.InstanceStart;
import dev.mcpctl.db.instance.Owner;
import dev.mcpctl.mcp.upstream.StdioChannel;
import dev.mcpctl.mcp.upstream.Upstream;

/** Makes the client of a server. Nothing is sent before it is used. */
public interface Dialer {
    /**
     * The client of a server on a pipe.
     *
     * @param owner whom the instance serves
     */
    Upstream stdio(String server, Owner owner, StdioChannel.Source channels);

    /**
     * The client of a server at an address.
     *
     * @param owner whom the instance serves
     * @param start what it was started by: the transport that is spoken there, and how one signs in
     */
    Upstream http(Owner owner, InstanceStart start, Channel.Address address);
}
