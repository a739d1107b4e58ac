package dev.mcpctl.db;

import dev.mcpctl.db.feed.ChangeFeedContract;
import dev.mcpctl.db.instance.TablesContract;
import dev.mcpctl.db.resource.ApplyContract;
import dev.mcpctl.db.resource.ResourceStoreContract;
import dev.mcpctl.db.secret.SecretContract;

import org.junit.jupiter.api.Nested;

class ExternalStoreIT {
    private static final DatabaseUnderTest.Kind KIND = DatabaseUnderTest.Kind.EXTERNAL;

    @Nested
    class Resources extends ResourceStoreContract {
        Resources() {
            super(KIND);
        }
    }

    @Nested
    class Apply extends ApplyContract {
        Apply() {
            super(KIND);
        }
    }

    @Nested
    class Secrets extends SecretContract {
        Secrets() {
            super(KIND);
        }
    }

    @Nested
    class Feed extends ChangeFeedContract {
        Feed() {
            super(KIND);
        }
    }

    @Nested
    class Tables extends TablesContract {
        Tables() {
            super(KIND);
        }
    }
}
