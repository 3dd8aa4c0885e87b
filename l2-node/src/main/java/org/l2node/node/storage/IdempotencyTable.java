package org.l2node.node.storage;

import fr.acinq.bitcoin.ByteVector32;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.l2node.api.service.IdempotencyStore;

/** The keys by which clients repeat requests safely, in SQL; forgotten after a week. */
public final class IdempotencyTable implements IdempotencyStore {
  private static final long KEEP_SECONDS = 7 * 24 * 3600L;

  private final Storage database;
  private final LongSupplier nowSeconds;

  /** @param nowSeconds the clock, in seconds since 1970 */
  public IdempotencyTable(Storage database, LongSupplier nowSeconds) {
    this.database = database;
    this.nowSeconds = nowSeconds;
  }

  @Override
  public Claim claim(String key, ByteVector32 requestHash) {
    long now = nowSeconds.getAsLong();
    CompletableFuture<Claim> claimed = new CompletableFuture<>();
    database.write(
        statements -> {
          statements.run("DELETE FROM idempotency WHERE created_s < ?", now - KEEP_SECONDS);
          statements.run("INSERT INTO idempotency (key, request_hash, result, created_s) VALUES (?, ?, NULL, ?)", key,
              requestHash.toByteArray(), now);
        },
        () -> claimed.complete(new Claim.Fresh()),
        _ -> claimed.complete(null));
    Claim fresh = claimed.join();
    return fresh != null ? fresh : known(key);
  }

  private Claim known(String key) {
    return database.query(connection -> {
      try (PreparedStatement statement = connection.prepareStatement("SELECT request_hash, result FROM idempotency WHERE key = ?")) {
        statement.setString(1, key);
        try (ResultSet row = statement.executeQuery()) {
          if (!row.next()) {
            throw new SQLException("the key " + key + " was claimed and is gone");
          }
          return new Claim.Known(new ByteVector32(row.getBytes(1)), row.getString(2));
        }
      }
    });
  }

  @Override
  public void bind(String key, String result) {
    database.writeAndWait(statements -> statements.run("UPDATE idempotency SET result = ? WHERE key = ?", result, key));
  }

  @Override
  public void release(String key) {
    database.writeAndWait(statements -> statements.run("DELETE FROM idempotency WHERE key = ? AND result IS NULL", key));
  }
}
