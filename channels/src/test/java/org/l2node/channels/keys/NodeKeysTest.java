package org.l2node.channels.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.Chain;
import fr.acinq.bitcoin.DeterministicWallet;
import fr.acinq.bitcoin.MnemonicCode;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.l2node.channels.units.CommitmentNumber;
import org.l2node.channels.wire.WireReader;
import org.l2node.channels.wire.WireWriter;

class NodeKeysTest {
  private static final byte[] SEED = MnemonicCode
      .toSeed("abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about", "");
  private static final NodeKeys KEYS = NodeKeys.fromSeed(SEED, Chain.Regtest.INSTANCE);

  @Test
  void pathsAreTheDocumentedOnes() {
    var master = DeterministicWallet.generate(SEED);
    assertThat(KEYS.nodeKey()).isEqualTo(master.derivePrivateKey("m/9735'/1'/0'").getPrivateKey());
    assertThat(KEYS.nodeId().key()).isEqualTo(KEYS.nodeKey().publicKey());
    var channel = KEYS.channel((3L << 31) + 5);
    assertThat(channel.fundingKey()).isEqualTo(master.derivePrivateKey("m/9735'/1'/1'/3'/5'/0'").getPrivateKey());
    assertThat(channel.paymentKey()).isEqualTo(master.derivePrivateKey("m/9735'/1'/1'/3'/5'/2'").getPrivateKey());
    var points = channel.basepoints();
    assertThat(points.revocationBasepoint()).isEqualTo(master.derivePrivateKey("m/9735'/1'/1'/3'/5'/1'").getPublicKey());
    assertThat(points.delayedPaymentBasepoint()).isEqualTo(master.derivePrivateKey("m/9735'/1'/1'/3'/5'/3'").getPublicKey());
    assertThat(points.htlcBasepoint()).isEqualTo(master.derivePrivateKey("m/9735'/1'/1'/3'/5'/4'").getPublicKey());
    assertThat(channel.perCommitmentSecret(CommitmentNumber.ZERO))
        .isEqualTo(ShaChain.secret(master.derivePrivateKey("m/9735'/1'/1'/3'/5'/5'").secretkeybytes, CommitmentNumber.ZERO));
    assertThat(NodeKeys.fromSeed(SEED, Chain.Mainnet.INSTANCE).nodeKey())
        .isEqualTo(master.derivePrivateKey("m/9735'/0'/0'").getPrivateKey());
  }

  /** Worked out by another program. These values are how a seed gets money back: they never change. */
  @Test
  void keysOfASeedAreFrozen() {
    assertThat(KEYS.nodeId()).hasToString("02f453c4d7ab22b7044c0ac7bff3fcd39bdeba17828c15500c945fb5f998b2e942");
    assertThat(KEYS.channel(0).basepoints().fundingPubkey().toHex())
        .isEqualTo("02fcc443206469a8d01e00302697286a5798572aa41639fbc3f4a7f7980ed6b0f6");
    assertThat(KEYS.channel(0).perCommitmentPoint(CommitmentNumber.ZERO).toHex())
        .isEqualTo("037f1949f3d749490fe730936caa54a53ea9940b32f60cf35a6e1fb88f0100c1dd");
  }

  @Test
  void noTwoKeysAreAlike() {
    var seen = new HashSet<String>();
    for (long index : List.of(0L, 1L, 1L << 31, (1L << 31) + 1, (1L << 62) - 1)) {
      var points = KEYS.channel(index).basepoints();
      assertThat(seen.add(points.fundingPubkey().toHex())).isTrue();
      assertThat(seen.add(points.revocationBasepoint().toHex())).isTrue();
      assertThat(seen.add(points.paymentBasepoint().toHex())).isTrue();
      assertThat(seen.add(points.delayedPaymentBasepoint().toHex())).isTrue();
      assertThat(seen.add(points.htlcBasepoint().toHex())).isTrue();
      assertThat(seen.add(KEYS.channel(index).perCommitmentPoint(CommitmentNumber.ZERO).toHex())).isTrue();
    }
  }

  @Test
  void sameIndexGivesSameKeys() {
    assertThat(NodeKeys.fromSeed(SEED, Chain.Regtest.INSTANCE).channel(9)).isEqualTo(KEYS.channel(9)).hasSameHashCodeAs(KEYS.channel(9));
    assertThat(KEYS.channel(9)).isNotEqualTo(KEYS.channel(10));
  }

  @Test
  void badArgumentsAreRefused() {
    assertThatThrownBy(() -> NodeKeys.fromSeed(new byte[32], Chain.Regtest.INSTANCE)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KEYS.channel(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> KEYS.channel(1L << 62)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void textsShowNoSecret() {
    var channel = KEYS.channel(1);
    assertThat(KEYS.toString()).doesNotContain(KEYS.nodeKey().toHex());
    assertThat(channel.toString()).doesNotContain(channel.fundingKey().toHex());
    var keys = CommitmentKeys.ofLocal(channel, KEYS.channel(2).basepoints(), channel.perCommitmentPoint(CommitmentNumber.ZERO));
    assertThat(keys.toString()).doesNotContain(keys.localHtlcKey().toHex());
  }

  @Test
  void basepointsSurviveTheirCodec() {
    var points = KEYS.channel(1).basepoints();
    var w = new WireWriter();
    points.write(w);
    assertThat(ChannelBasepoints.read(new WireReader(w.toByteArray()))).isEqualTo(points);
  }

  @Test
  void bothSidesSeeTheSameCommitmentKeys() {
    var random = new Random(1);
    var alice = KeyTests.channelKeys(random);
    var bob = KeyTests.channelKeys(random);
    var point = alice.perCommitmentPoint(new CommitmentNumber(5));
    var local = CommitmentKeys.ofLocal(alice, bob.basepoints(), point);
    var remote = CommitmentKeys.ofRemote(bob, alice.basepoints(), point);
    assertThat(remote.revocationPubkey()).isEqualTo(local.revocationPubkey());
    assertThat(remote.broadcasterDelayedPubkey()).isEqualTo(local.broadcasterDelayedPubkey());
    assertThat(remote.broadcasterHtlcPubkey()).isEqualTo(local.broadcasterHtlcPubkey()).isEqualTo(local.localHtlcKey().publicKey());
    assertThat(remote.countersignatoryHtlcPubkey()).isEqualTo(local.countersignatoryHtlcPubkey())
        .isEqualTo(remote.localHtlcKey().publicKey());
    assertThat(remote.countersignatoryPaymentPubkey()).isEqualTo(local.countersignatoryPaymentPubkey())
        .isEqualTo(bob.paymentKey().publicKey());
    assertThat(alice.delayedPaymentKey(point).publicKey()).isEqualTo(local.broadcasterDelayedPubkey());
    assertThat(bob.revocationKey(alice.perCommitmentSecret(new CommitmentNumber(5))).publicKey()).isEqualTo(local.revocationPubkey());
  }

  @Test
  void keysThatWereDerivedAheadAreThoseOfTheFormulas() {
    var random = new Random(2);
    var alice = KeyTests.channelKeys(random);
    var bob = KeyTests.channelKeys(random).basepoints();
    var carol = KeyTests.channelKeys(random);
    for (long number = 0; number < 3; number++) {
      var n = new CommitmentNumber(number);
      for (var peer : List.of(bob, carol.basepoints(), bob)) {
        assertThat(alice.localCommitment(peer, n)).isEqualTo(CommitmentKeys.ofLocal(alice, peer, alice.perCommitmentPoint(n)))
            .isEqualTo(alice.localCommitment(peer, n));
        var point = carol.perCommitmentPoint(n);
        var remote = alice.remoteCommitment(peer, point);
        assertThat(remote).isEqualTo(alice.remoteCommitment(peer, point));
        assertThat(remote.revocationPubkey())
            .isEqualTo(KeyDerivation.revocationPublicKey(alice.basepoints().revocationBasepoint(), point));
        assertThat(remote.broadcasterHtlcPubkey()).isEqualTo(KeyDerivation.publicKey(peer.htlcBasepoint(), point));
      }
    }
    assertThat(alice.perCommitmentPoint(CommitmentNumber.ZERO)).isEqualTo(alice.perCommitmentSecret(CommitmentNumber.ZERO).publicKey());
  }
}
