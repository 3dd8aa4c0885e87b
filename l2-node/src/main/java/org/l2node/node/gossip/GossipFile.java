package org.l2node.node.gossip;

import fr.acinq.bitcoin.ByteVector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.l2node.channels.units.NodeId;
import org.l2node.channels.units.ShortChannelId;
import org.l2node.node.storage.FileTrouble;
import org.l2node.node.storage.StorageException;
import org.l2node.routing.gossip.GossipRecord;
import org.mapdb.DB;
import org.mapdb.DBMaker;
import org.mapdb.Serializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gossip over a restart, in MapDB without transactions: peers can give it back, so a file that was not closed cleanly, or that anything is
 * wrong with, is deleted. For one thread at a time.
 */
public final class GossipFile implements GossipStore {
  private static final Logger LOG = LoggerFactory.getLogger(GossipFile.class);

  private final Path file;
  private DB db;
  private Map<String, byte[]> records;
  private boolean broken;

  /**
   * Opens the file, or begins anew.
   *
   * @throws StorageException if there can be no file here at all
   */
  public GossipFile(Path file) {
    this.file = file;
    DB opened = null;
    Map<String, byte[]> map;
    try {
      opened = make();
      map = open(opened);
    } catch (RuntimeException | LinkageError | AssertionError e) { // all of them are what the library throws on a file that is damaged
      LOG.info("gossip is asked for anew: its file was not closed, as after a crash, or is damaged");
      LOG.debug("gossip file", e);
      closeDamaged(opened);
      opened = makeAnew();
      map = open(opened);
    }
    this.db = opened;
    this.records = map;
  }

  private DB make() {
    return DBMaker.fileDB(file.toFile()).fileChannelEnable().make();
  }

  private static void closeDamaged(@Nullable DB db) {
    try {
      if (db != null) {
        db.close();
      }
    } catch (RuntimeException | LinkageError | AssertionError e) {
      LOG.debug("a damaged gossip file does not close", e);
    }
  }

  private DB makeAnew() {
    try {
      Files.deleteIfExists(file);
      return make();
    } catch (IOException e) {
      throw new StorageException("the gossip file " + file + " cannot be replaced: " + FileTrouble.text(e), e);
    }
  }

  private static Map<String, byte[]> open(DB db) {
    return db.hashMap("gossip", Serializer.STRING, Serializer.BYTE_ARRAY).createOrOpen();
  }

  @Override
  public List<GossipRecord> load() {
    try {
      List<GossipRecord> all = new ArrayList<>();
      for (byte[] value : records.values()) {
        all.add(GossipRecord.read(new ByteVector(value)));
      }
      all.sort(Comparator.comparingInt(GossipFile::rank).thenComparing(GossipFile::key));
      return all;
    } catch (RuntimeException | LinkageError | AssertionError e) {
      LOG.info("gossip is asked for anew: its file cannot be read");
      LOG.debug("gossip file", e);
      forgetAll();
      return List.of();
    }
  }

  private static int rank(GossipRecord gossip) {
    return switch (gossip) {
      case GossipRecord.Channel _ -> 0;
      case GossipRecord.Update _ -> 1;
      case GossipRecord.Node _ -> 2;
    };
  }

  private static String key(GossipRecord gossip) {
    return switch (gossip) {
      case GossipRecord.Channel channel -> channelKey(channel.shortChannelId());
      case GossipRecord.Update update -> updateKey(update.shortChannelId(), update.direction());
      case GossipRecord.Node node -> nodeKey(node.nodeId());
    };
  }

  private static String channelKey(ShortChannelId scid) {
    return "c" + Long.toHexString(scid.value());
  }

  private static String updateKey(ShortChannelId scid, int direction) {
    return "u" + Long.toHexString(scid.value()) + "/" + direction;
  }

  private static String nodeKey(NodeId id) {
    return "n" + id;
  }

  @Override
  public void put(GossipRecord gossip) {
    change(() -> records.put(key(gossip), gossip.write().toByteArray()));
  }

  @Override
  public void forget(ShortChannelId scid) {
    change(() -> {
      records.remove(channelKey(scid));
      records.remove(updateKey(scid, 0));
      records.remove(updateKey(scid, 1));
    });
  }

  @Override
  public void forget(NodeId id) {
    change(() -> records.remove(nodeKey(id)));
  }

  /** Gossip goes on without a file that can no longer be written; what is in it is of no use then. */
  private void change(Runnable write) {
    if (broken) {
      return;
    }
    try {
      write.run();
    } catch (RuntimeException | LinkageError | AssertionError e) {
      LOG.error("the gossip file {} cannot be written: gossip is not kept over a restart", file, e);
      broken = true;
    }
  }

  @Override
  public void forgetAll() {
    closeDamaged(db);
    db = makeAnew();
    records = open(db);
  }

  @Override
  public void close() {
    closeDamaged(db);
    if (broken) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.error("the gossip file {} cannot be deleted", file, e);
      }
    }
  }
}
