package coffer.identitydiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.identity.Identity;
import java.util.List;
import org.junit.jupiter.api.Test;

class IdentityDifferenceTest {
  private static final Digest ONE = Digest.sha256Of((byte) 1);
  private static final Digest TWO = Digest.sha256Of((byte) 2);

  private static Identity.Layer layer(Digest tar, String hash) {
    return new Identity.Layer(tar, Bytes.parseHex(hash.repeat(32)));
  }

  private static Identity identity(String host, Identity.Container... containers) {
    return new Identity(
        "s", Bytes.parseHex(host.repeat(32)), "2.0.1", List.of(containers), List.of());
  }

  private static Identity.Container container(List<Identity.Layer> layers, String... command) {
    return new Identity.Container("app", layers, List.of(command));
  }

  private static List<String> fields(IdentityDifference difference) {
    return difference.changes().stream()
        .map(change -> (change.container() + " " + change.field()).strip())
        .toList();
  }

  @Test
  void theSameIdentityHasNoDifferences() {
    Identity identity = identity("00", container(List.of(layer(ONE, "aa")), "/app"));
    assertEquals(List.of(), IdentityDifference.of(identity, identity).changes());
  }

  @Test
  void layersCommandsAndContainersAreCompared() {
    Identity before =
        identity("00", container(List.of(layer(ONE, "aa"), layer(TWO, "bb")), "/app"));
    Identity after =
        identity(
            "11",
            container(List.of(layer(ONE, "cc"), layer(ONE, "dd"), layer(TWO, "bb")), "/app", "-x"),
            new Identity.Container("more", List.of(), List.of()));
    IdentityDifference difference = IdentityDifference.of(before, after);
    assertEquals(
        List.of(
            "hostData",
            "app command",
            "app layers[0]",
            "app layers[1]",
            "app layers[2]",
            "more container"),
        fields(difference));
    assertEquals(
        List.of(
            new ChangedLayer("app", 0, ONE, ONE, true),
            new ChangedLayer("app", 1, TWO, ONE, false),
            new ChangedLayer("app", 2, null, TWO, false)),
        difference.layers());
  }
}
