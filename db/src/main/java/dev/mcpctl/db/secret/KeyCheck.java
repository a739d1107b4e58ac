package dev.mcpctl.db.secret;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.db.transaction.Transactions;

import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

import javax.crypto.AEADBadTagException;

/**
 * Binds a database to its key: a known text that was sealed at the first start must open at every
 * later one.
 */
public final class KeyCheck {
    private static final String TEXT = "mcpctl";
    private static final String CONTEXT = "key check";
    private static final long LOCK = 0x6d6370_6b6579L; // two first starts at once make one row

    private KeyCheck() {}

    /**
     * The key that opens the database; made, file and row, for a database that has none. A key that
     * is missing or another's is a problem, and no file is written then.
     */
    public static MasterKey passed(Transactions transactions, Path file) {
        return transactions.run(session -> {
            session.createNativeQuery(
                            "select 1 from pg_advisory_xact_lock(" + LOCK + ")", Integer.class)
                    .getSingleResult();
            KeyCheckRow row = row(session);
            if (row != null) {
                return checked(row, file);
            }
            MasterKey key = MasterKey.exists(file) ? MasterKey.read(file) : MasterKey.create(file);
            session.insert(new KeyCheckRow(key.seal(TEXT, CONTEXT)));
            return key;
        });
    }

    private static @Nullable KeyCheckRow row(StatelessSession session) {
        return session.createSelectionQuery("from KeyCheckRow", KeyCheckRow.class)
                .getSingleResultOrNull();
    }

    private static MasterKey checked(KeyCheckRow row, Path file) {
        if (!MasterKey.exists(file)) {
            throw new Problem(
                    ProblemType.LOCAL,
                    "the key file "
                            + file
                            + " is missing: this database was sealed with key "
                            + row.keyId()
                            + "; put that file back, or name it with MCPD_KEY_FILE");
        }
        MasterKey key = MasterKey.read(file);
        try {
            if (key.open(row.sealed(), CONTEXT).equals(TEXT)) {
                return key;
            }
        } catch (AEADBadTagException _) {
            // said below
        }
        throw new Problem(
                ProblemType.LOCAL,
                "the key in "
                        + file
                        + " ("
                        + key.id()
                        + ") does not open this database, which was sealed with key "
                        + row.keyId()
                        + "; name the right file with MCPD_KEY_FILE");
    }
}
