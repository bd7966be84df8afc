package coffer.lint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PatternChecksTest {
  @Test
  void alternativesAreFoundOnlyOutsideOfGroups() {
    assertTrue(PatternChecks.hasBareAlternatives("a|b"));
    assertTrue(PatternChecks.hasBareAlternatives("(a)|[b]"));
    assertTrue(PatternChecks.hasBareAlternatives("[]]|b"));
    assertFalse(PatternChecks.hasBareAlternatives("(a|b)"));
    assertFalse(PatternChecks.hasBareAlternatives("[a|b]"));
    assertFalse(PatternChecks.hasBareAlternatives("[]|]"));
    assertFalse(PatternChecks.hasBareAlternatives("[^]|]"));
    assertFalse(PatternChecks.hasBareAlternatives("a\\|b"));
    assertFalse(PatternChecks.hasBareAlternatives("\\Qa|b\\E"));
  }
}
