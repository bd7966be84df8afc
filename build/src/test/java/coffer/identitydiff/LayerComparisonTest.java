package coffer.identitydiff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.Bytes;
import coffer.tar.TarEntry;
import coffer.tar.TarTime;
import coffer.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LayerComparisonTest {
  private static final TarEntry FILE = TarEntry.file("bin/app", 0755, 3);

  private static byte[] tar(TarEntry file, String content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(bytes)) {
      tar.entry(TarEntry.directory("bin/", 0755));
      tar.entry(file, content.getBytes(StandardCharsets.UTF_8));
      tar.finish();
    }
    return bytes.toByteArray();
  }

  private static List<String> changes(byte[] before, byte[] after) throws IOException {
    return LayerComparison.of(new ByteArrayInputStream(before), new ByteArrayInputStream(after))
        .stream()
        .map(
            change ->
                "%s %s: %s -> %s"
                    .formatted(change.path(), change.fact(), change.before(), change.after()))
        .toList();
  }

  private static List<String> changed(UnaryOperator<TarEntry> change) throws IOException {
    return changes(tar(FILE, "abc"), tar(change.apply(FILE), "abc"));
  }

  @Test
  void everyFactOfAFileIsCompared() throws IOException {
    assertEquals(List.of(), changed(file -> file));
    assertEquals(List.of("bin/app owner: 0:0 -> 1:2"), changed(file -> file.withOwner(1, 2)));
    assertEquals(
        List.of("bin/app modified: %s -> %s".formatted(TarTime.EPOCH, TarTime.ofSeconds(9))),
        changed(file -> file.withModified(TarTime.ofSeconds(9))));
    assertEquals(
        List.of("bin/app user.a:  -> 01"),
        changed(file -> file.withXattr("user.a", Bytes.of((byte) 1))));
    assertEquals(
        List.of("bin/app mode: 0755 -> 0644"),
        changes(tar(FILE, "abc"), tar(TarEntry.file("bin/app", 0644, 3), "abc")));
  }

  @Test
  void contentIsToldByItsDigest() throws IOException {
    List<String> changes = changes(tar(FILE, "abc"), tar(FILE, "abd"));
    assertEquals(1, changes.size());
    assertEquals(
        "bin/app content: sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        changes.getFirst().substring(0, changes.getFirst().indexOf(" ->")));
  }

  @Test
  void filesOfOnlyOneLayerAndOtherNamesOfTheSame() throws IOException {
    byte[] renamed = tar(TarEntry.file("./bin/other", 0755, 3), "abc");
    assertEquals(
        List.of("bin/app file: file of 3 bytes -> ", "bin/other file:  -> file of 3 bytes"),
        changes(tar(FILE, "abc"), renamed));
    assertEquals(
        List.of(), changes(tar(FILE, "abc"), tar(TarEntry.file("./bin/app", 0755, 3), "abc")));
  }

  @Test
  void anotherOrderOfTheSameEntriesIsTold() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(bytes)) {
      tar.entry(FILE, "abc".getBytes(StandardCharsets.UTF_8));
      tar.entry(TarEntry.directory("bin/", 0755));
      tar.finish();
    }
    assertEquals(
        List.of("bin order: entry 1 -> entry 2"), changes(tar(FILE, "abc"), bytes.toByteArray()));
  }

  @Test
  void linksAreComparedByTheirTarget() throws IOException {
    assertEquals(List.of("l target: a -> b"), changes(link("a"), link("b")));
  }

  private static byte[] link(String target) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarWriter tar = new TarWriter(bytes)) {
      tar.entry(TarEntry.symlink("l", target));
      tar.finish();
    }
    return bytes.toByteArray();
  }
}
