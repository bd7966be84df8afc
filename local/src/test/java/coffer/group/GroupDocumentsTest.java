package coffer.group;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is written to a group's folder comes back as it was.
class GroupDocumentsTest {
  @TempDir Path scratch;

  private GroupFolder folder;

  @BeforeEach
  void folder() {
    folder = new GroupFolder(scratch);
  }

  static List<GroupState> states() {
    return List.of(
        new GroupState.Starting("verifying layer 1 of 3"),
        new GroupState.Running(List.of("A=1")),
        new GroupState.Denied("web", List.of("command: wanted x, found y"), List.of()),
        new GroupState.Malformed("layer 1: damaged"),
        new GroupState.Failed("no space left"),
        new GroupState.Exited(137));
  }

  @ParameterizedTest
  @MethodSource("states")
  void aStateComesBack(GroupState state) throws IOException {
    state.save(folder);
    assertEquals(state, GroupState.load(folder));
  }

  @Test
  void noStateIsStarting() throws IOException {
    assertEquals("starting", GroupState.load(folder).word());
  }

  @Test
  void anUnknownStateIsRefused() throws IOException {
    Files.writeString(folder.state(), "{\"state\":\"asleep\"}");
    assertThrows(MalformedException.class, () -> GroupState.load(folder));
  }

  @Test
  void aSpecComesBack() throws IOException {
    GroupSpec spec =
        new GroupSpec(
            "web",
            Instant.parse("2026-01-02T03:04:05Z"),
            new GroupHardware.Snp(Bytes.of(new byte[32]), Map.of("key", Bytes.of(new byte[32]))),
            Path.of("/images/web"),
            Optional.of("web:1"),
            new ContainerSettings(List.of("run", "a b"), List.of("A=ü"), "/srv", "33:33"),
            List.of(new PublishedPort(8080, 0)),
            List.of(new PublishedPort(5432, 15432)),
            Path.of("/secrets/web"),
            new PlatformNames(List.of("attest.example.com"), List.of()),
            Runtime.BUILTIN);
    spec.save(folder);
    assertEquals(spec, GroupSpec.load(folder));
  }

  @Test
  void anEnclaveComesBack() throws IOException {
    GroupHardware.Sgx enclave =
        new GroupHardware.Sgx(
            Bytes.parseHex("0e".repeat(32)),
            Bytes.parseHex("51".repeat(32)),
            7,
            3,
            true,
            1L << 30,
            List.of("LOG"),
            List.of(new GroupHardware.SecretVariable("token", "core-token", false)),
            List.of(
                new ContainerMount("/etc", "/hostetc", false), ContainerMount.inMemory("/data")));
    assertEquals(enclave, GroupHardware.parse(Json.parseObject(bytes(enclave))));
  }

  private static byte[] bytes(GroupHardware hardware) {
    return hardware.toJson().toCompact().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aVariableHasTheTextOfASecretOrItsBytesInBase64() {
    var text = new GroupHardware.SecretVariable("token", "core-token", false);
    assertEquals("a b\nc", text.value("a b\nc\n\n".getBytes(StandardCharsets.UTF_8)));
    var random = new GroupHardware.SecretVariable("key", "core-key", true);
    assertEquals("__8A", random.value(new byte[] {-1, -1, 0}));
    for (byte[] noText : List.of(new byte[] {'a', 0}, new byte[] {-1})) {
      MalformedException e = assertThrows(MalformedException.class, () -> text.value(noText));
      assertEquals(
          "secret core-token: UTF-8 text without U+0000 wanted for a variable, found something"
              + " else",
          e.getMessage());
    }
  }

  @Test
  void documentsGoBothWaysOverALongSocketName() throws IOException {
    Path deep = scratch;
    while (deep.toString().length() < 120) {
      deep = Files.createDirectories(deep.resolve("a-folder-with-a-long-name"));
    }
    Path bound = scratch.resolve("s");
    try (DocumentServer _ = DocumentServer.start(bound, request -> reversed(request))) {
      Path far = deep.resolve("socket");
      Files.createSymbolicLink(far, bound);
      byte[] answer = DocumentClient.exchange(far, "abc".getBytes(StandardCharsets.UTF_8));
      assertArrayEquals("cba".getBytes(StandardCharsets.UTF_8), answer);
    }
  }

  @Test
  void noAnswerIsAnError() throws IOException {
    Path socket = scratch.resolve("s");
    try (DocumentServer _ =
        DocumentServer.start(
            socket,
            _ -> {
              throw new IOException("no");
            })) {
      assertThrows(IOException.class, () -> DocumentClient.exchange(socket, new byte[] {1}));
    }
    assertThrows(IOException.class, () -> DocumentClient.exchange(socket, new byte[] {1}));
  }

  private static byte[] reversed(byte[] bytes) {
    return new StringBuilder(new String(bytes, StandardCharsets.UTF_8))
        .reverse()
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }
}
