package org.l2node.api.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.l2node.channels.units.MilliSatoshi;

class ServiceTest {

  @Test
  void pagesCoverAListOnce() {
    List<String> all = List.of("a", "b", "c", "d", "e");
    Page<String> first = Page.of(all, s -> s, new PageRequest(2, null));
    Page<String> second = Page.of(all, s -> s, new PageRequest(2, first.nextCursor()));
    Page<String> last = Page.of(all, s -> s, new PageRequest(2, second.nextCursor()));

    assertThat(first).isEqualTo(new Page<>(List.of("a", "b"), "b"));
    assertThat(second).isEqualTo(new Page<>(List.of("c", "d"), "d"));
    assertThat(last).isEqualTo(new Page<>(List.of("e"), null));
    assertThat(Page.of(all, s -> s, new PageRequest(5, null)).nextCursor()).isNull();
    assertThat(Page.of(List.<String>of(), s -> s, PageRequest.first())).isEqualTo(new Page<>(List.of(), null));
    assertThat(Page.of(all, s -> s, new PageRequest(2, "e"))).isEqualTo(new Page<>(List.of(), null));
  }

  @Test
  void aStrangeCursorIsRefused() {
    assertThatThrownBy(() -> Page.of(List.of("a"), s -> s, new PageRequest(2, "z")))
        .isInstanceOfSatisfying(ApiProblem.class, p -> assertThat(p.param()).isEqualTo("cursor"));
  }

  @ParameterizedTest
  @CsvSource({"0,5000", "1,5000", "500000,5000", "500099,5000", "500100,5001", "2100000000000000000,21000000000000000"})
  void theFeeLimitIsOnePercentAndFiveSatAtLeast(long amount, long fee) {
    assertThat(PayCommand.defaultMaxFee(MilliSatoshi.msat(amount))).isEqualTo(MilliSatoshi.msat(fee));
  }

  @Test
  void paymentIdsAreNumbersFromOne() {
    assertThat(PaymentId.parse("17")).isEqualTo(new PaymentId(17));
    assertThat(new PaymentId(999_999_999_999_999_999L)).hasToString("999999999999999999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "017", "1x", "1000000000000000000", "1.0", " 1"})
  void otherPaymentIdsAreRefused(String text) {
    assertThatThrownBy(() -> PaymentId.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCheckThatFailsMakesTheNodeNotReady() {
    assertThat(Readiness.of(List.of(new Readiness.Check("a", true, ""), new Readiness.Check("b", false, ""))).ready()).isFalse();
    assertThat(Readiness.of(List.of(new Readiness.Check("a", true, ""))).ready()).isTrue();
  }
}
