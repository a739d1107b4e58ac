package dev.mcpctl.db.resource;

import dev.mcpctl.api.resource.Resource;
import dev.mcpctl.api.resource.ResourceKey;

import java.util.List;

/**
 * What a deletion did.
 *
 * @param deleted as it was
 * @param detached resources whose spec named it and now does not
 * @param cascaded resources that went with it
 */
public record Deletion(Resource deleted, List<ResourceKey> detached, List<ResourceKey> cascaded) {
    public Deletion {
        detached = List.copyOf(detached);
        cascaded = List.copyOf(cascaded);
    }
}
