package coffer.maa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class KnownTest {
  private final Known<String, Optional<String>> known = new Known<>(2, 5, String::length);

  @Test
  void theSameSourceIsReadOnce() {
    Optional<String> first = read("one");
    assertSame(first, read("one"));
    assertEquals(Optional.of("read one"), first);
  }

  @Test
  void theOneThatWasWantedLongestAgoIsForgotten() {
    Optional<String> one = read("one");
    Optional<String> two = read("two");
    assertSame(one, read("one"));
    read("three");
    assertSame(one, read("one"));
    assertNotSame(two, read("two"));
  }

  @Test
  void whatIsTooLargeIsReadEachTime() {
    assertNotSame(read("larger"), read("larger"));
  }

  @Test
  void whatCannotBeReadIsNotRemembered() {
    assertThrows(
        IllegalStateException.class,
        () ->
            known.get(
                "one",
                _ -> {
                  throw new IllegalStateException();
                }));
    assertEquals(Optional.of("read one"), read("one"));
  }

  private Optional<String> read(String source) {
    return known.get(source, text -> Optional.of("read " + text));
  }
}
