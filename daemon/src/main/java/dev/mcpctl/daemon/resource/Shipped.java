package dev.mcpctl.daemon.resource;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.api.resource.Resource;

/** What came with the program: nothing stored, so that it cannot be changed or deleted. */
final class Shipped {
    private Shipped() {}

    static boolean is(Resource resource) {
        return resource.metadata().uid() == null;
    }

    /**
     * Refuses to write over a shipped resource as if it were stored.
     *
     * @throws Problem conflict
     */
    static void refuse(Resource resource) {
        if (is(resource)) {
            throw new Problem(
                    ProblemType.CONFLICT,
                    resource.key()
                            + " is shipped with mcpd and can be neither changed nor deleted;"
                            + " create or apply one of the same name, which stands over it");
        }
    }
}
