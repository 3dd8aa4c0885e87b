package org.l2node.node.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import fr.acinq.bitcoin.ByteVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.wire.NodeAddress;

class PeerAddressTest {

  @ParameterizedTest
  @CsvSource({"127.0.0.1:9735,127.0.0.1,9735", "localhost:1,localhost,1", "node.example.org,node.example.org,9735", "[::1]:65535,::1,65535",
      "[2001:db8::7],2001:db8::7,9735", "a_b-c.example:80,a_b-c.example,80"})
  void addressesAreRead(String text, String host, int port) {
    assertThat(PeerAddress.parse(text, 9735)).isEqualTo(new PeerAddress(host, port));
    assertThat(PeerAddress.parse(PeerAddress.parse(text, 9735).toString(), 1)).isEqualTo(new PeerAddress(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":9735", "host:", "host:0", "host:65536", "host:-1", "host:+1", "host:99999999999", "host:x", "::1", "1:2:3",
      "[::1", "[::1]x",
      "[::1]:", "[]:1", "[host]:1", "ho st:1", "host\n:1", "[::g]:1", "user@host:1", "http://host:1", "host/:1"})
  void whatIsNoneIsRefused(String text) {
    assertThatThrownBy(() -> PeerAddress.parse(text, 9735)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("[\\x20-\\x7e]+");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abcdefghij.onion:9735", "ABC.ONION"})
  void torIsRefusedByName(String text) {
    assertThatThrownBy(() -> PeerAddress.parse(text, 9735)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Tor");
  }

  @Test
  void announcedAddressesAreTakenWhereTheyCanBeDialled() {
    assertThat(PeerAddress.of(new NodeAddress.IpV4(ByteVector.fromHex("7f000001"), 9735))).contains(new PeerAddress("127.0.0.1", 9735));
    assertThat(PeerAddress.of(new NodeAddress.IpV6(ByteVector.fromHex("20010db8000000000000000000000001"), 1)).orElseThrow().port())
        .isEqualTo(1);
    assertThat(PeerAddress.of(new NodeAddress.DnsName("example.org", 9735))).contains(new PeerAddress("example.org", 9735));
    assertThat(PeerAddress.of(new NodeAddress.DnsName("x.onion", 9735))).isEmpty();
    assertThat(PeerAddress.of(new NodeAddress.DnsName("exa mple", 9735))).isEmpty();
    assertThat(PeerAddress.of(new NodeAddress.IpV4(ByteVector.fromHex("7f000001"), 0))).isEmpty();
    assertThat(PeerAddress.of(new NodeAddress.TorV3(new ByteVector(new byte[35]), 1))).isEmpty();
  }

  @Test
  void addressesAreAnnouncedByTheirKind() {
    assertThat(new PeerAddress("127.0.0.1", 9735).toNodeAddress()).isEqualTo(new NodeAddress.IpV4(ByteVector.fromHex("7f000001"), 9735));
    assertThat(new PeerAddress("::1", 9735).toNodeAddress())
        .isEqualTo(new NodeAddress.IpV6(ByteVector.fromHex("00000000000000000000000000000001"), 9735));
    assertThat(new PeerAddress("example.org", 1).toNodeAddress()).isEqualTo(new NodeAddress.DnsName("example.org", 1));
  }
}
