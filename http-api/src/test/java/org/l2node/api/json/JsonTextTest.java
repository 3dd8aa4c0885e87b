package org.l2node.api.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {

  private static JsonObject read(String text) throws JsonText.Malformed {
    return JsonText.readObject(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsEveryKindOfValue() throws JsonText.Malformed {
    JsonObject object = read(
        "{\"t\":\"x\",\"n\":-5,\"big\":123456789012345678901234,\"f\":1e3,\"y\":true,\"z\":null,\"o\":{\"a\":1},\"l\":[{\"b\":2},\"c\"]}");

    assertThat(object.text("t")).isEqualTo("x");
    assertThat(object.number("n")).isEqualTo(-5);
    assertThat(object.get("big")).isEqualTo(new BigInteger("123456789012345678901234"));
    assertThat(object.get("f")).isEqualTo(new JsonObject.Fraction("1e3"));
    assertThat(object.flag("y")).isTrue();
    assertThat(object.has("z")).isTrue();
    assertThat(object.get("z")).isNull();
    assertThat(object.object("o").number("a")).isEqualTo(1);
    assertThat(object.objects("l")).hasSize(1);
    assertThat(object.texts("l")).isEqualTo(List.of("c"));
    assertThat(object.text("missing")).isEmpty();
  }

  @Test
  void writesWhatItReads() throws JsonText.Malformed {
    String text = "{\"t\":\"\u00e9\\n\",\"n\":2100000000000000000,\"f\":1.5,\"y\":false,\"z\":null,"
        + "\"o\":{\"a\":1},\"l\":[[{\"b\":2}],\"c\"]}";
    assertThat(read(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "1", "null", "\"x\"", "{", "{\"a\":1", "{\"a\":1,}", "{\"a\":1}x", "{\"a\":1}{}", "{a:1}",
      "{'a':1}", "{\"a\":01}",
      "{\"a\":NaN}", "{\"a\":1,\"a\":2}", "{\"a\":\"\n\"}", "\ufeff"})
  void refusesWhatIsNotOneObject(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(JsonText.Malformed.class);
  }

  @Test
  void refusesDeepNestingAndLongNumbers() {
    assertThatThrownBy(() -> read("{\"a\":".repeat(100) + "1" + "}".repeat(100))).isInstanceOf(JsonText.Malformed.class);
    assertThatThrownBy(() -> read("{\"a\":" + "9".repeat(1000) + "}")).isInstanceOf(JsonText.Malformed.class);
    assertThatThrownBy(() -> read("{\"" + "a".repeat(1000) + "\":1}")).isInstanceOf(JsonText.Malformed.class);
  }

  @Test
  void refusesWhatIsNotUtf8() {
    byte[] bytes = "{\"a\":\"??\"}".getBytes(StandardCharsets.US_ASCII);
    bytes[6] = (byte) 0xff;
    assertThatThrownBy(() -> JsonText.readObject(bytes)).isInstanceOf(JsonText.Malformed.class);
  }

  @Test
  void saysWhereButQuotesNothing() {
    assertThatThrownBy(() -> read("{\"a\":\n secret}")).hasMessageContaining("line 2").hasMessageNotContaining("secret");
    assertThatThrownBy(() -> read("{\"secret\":1,\"secret\":2}")).hasMessageContaining("twice").hasMessageNotContaining("secret");
  }

  @Test
  void aNamePutTwiceIsABug() {
    assertThatThrownBy(() -> JsonObject.builder().put("a", 1).put("a", 2)).isInstanceOf(IllegalStateException.class);
  }
}
