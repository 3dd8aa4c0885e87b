package org.l2node.onchain.bitcoind;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import org.l2node.onchain.chain.ChainUnreachableException;
import org.l2node.onchain.chain.ChainUnreachableException.Problem;

/** How the full node knows this node. Secret: printing one shows nothing of it. */
public sealed interface RpcCredentials {
  /** The value of the {@code Authorization} header, as it is now. */
  String authorization() throws ChainUnreachableException;

  /** The file that the full node writes at each start, with a fresh password: read anew for each request. */
  record Cookie(Path file) implements RpcCredentials {
    @Override
    public String authorization() throws ChainUnreachableException {
      try {
        return basic(Files.readString(file).strip());
      } catch (NoSuchFileException e) {
        throw new ChainUnreachableException(Problem.UNREACHABLE,
            "there is no cookie file " + file + ": bitcoind is not running, or its data directory is another", e);
      } catch (IOException e) {
        throw new ChainUnreachableException(Problem.UNAUTHORIZED, "the cookie file " + file + " cannot be read", e);
      }
    }
  }

  /** What {@code rpcuser} and {@code rpcpassword}, or {@code rpcauth}, of the full node's configuration say. */
  record UserPassword(String user, String password) implements RpcCredentials {
    @Override
    public String authorization() {
      return basic(user + ":" + password);
    }

    @Override
    public String toString() {
      return "UserPassword(" + user + ", ***)";
    }
  }

  private static String basic(String userAndPassword) {
    return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
  }
}
