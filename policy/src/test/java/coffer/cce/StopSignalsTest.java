package coffer.cce;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

class StopSignalsTest {
  @Test
  void namesOfSignalsBecomeNumbersInAnyLetterCase() {
    assertEquals(List.of(Json.of(3)), StopSignals.of("SIGQUIT"));
    assertEquals(List.of(Json.of(28)), StopSignals.of("sigWinch"));
    assertEquals(StopSignals.of("SIGABRT"), StopSignals.of("SIGIOT"));
    assertEquals(StopSignals.of("SIGSYS"), StopSignals.of("SIGUNUSED"));
  }

  @Test
  void otherTextStaysAsTheImageHasIt() {
    for (String text : List.of("3", "rtmin+3", "SIGRTMIN+3", "sigpoll", "term")) {
      assertEquals(List.of(Json.of(text)), StopSignals.of(text));
    }
  }

  @Test
  void noStopSignalIsNoSignal() {
    assertEquals(List.of(), StopSignals.of(""));
  }
}
