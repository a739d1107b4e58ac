package dev.mcpctl.db.secret;

import dev.mcpctl.api.problem.Problem;
import dev.mcpctl.api.problem.ProblemType;
import dev.mcpctl.db.transaction.Transactions;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

import javax.crypto.AEADBadTagException;

/** Opens the sealed values of resources. Any thread. */
public final class SecretVault {
    private final Transactions transactions;
    private final MasterKey key;

    public SecretVault(Transactions transactions, MasterKey key) {
        this.transactions = transactions;
        this.key = key;
    }

    /**
     * The values of the resource with that uid, by key; empty when it has none. The caller keeps
     * them no longer than it needs them and never logs them.
     */
    public Map<String, String> open(String uid) {
        UUID resource = UUID.fromString(uid);
        List<SecretValueRow> rows =
                transactions.run(session ->
                        session.createSelectionQuery(
                                        "from SecretValueRow where resourceUid = :uid",
                                        SecretValueRow.class)
                                .setParameter("uid", resource)
                                .getResultList());
        Map<String, String> values = new TreeMap<>();
        for (SecretValueRow row : rows) {
            values.put(row.key(), opened(resource, row));
        }
        return values;
    }

    @Override
    public String toString() {
        return "SecretVault[***]";
    }

    private String opened(UUID resource, SecretValueRow row) {
        try {
            return key.open(row.sealed(), Sealing.context(resource, row.key()));
        } catch (AEADBadTagException e) {
            throw new Problem(
                    ProblemType.INTERNAL,
                    "the stored value of "
                            + row.key()
                            + ", sealed with key "
                            + row.keyId()
                            + ", does not open with key "
                            + key.id(),
                    e);
        }
    }
}
