package coffer.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.testkit.Mutations;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WantedIdentityTest {
  private static final String BEGIN = "{\"apiVersion\":\"coffer/v1\",\"kind\":\"Identity\"";

  private static byte[] document(String members) {
    return (BEGIN + members + "}").getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void containerGroupsAndEnclavesAreRead() {
    Bytes hostData = Bytes.parseHex("a1".repeat(32));
    WantedIdentity group =
        WantedIdentity.parse(new Identity("n", hostData, "", List.of(), List.of()).toBytes());
    assertEquals(hostData, group.hostData());
    assertNull(group.enclave());
    WantedIdentity enclave =
        WantedIdentity.parse(
            document(
                ",\"sgx\":{\"mrSigner\":\"%s\",\"isvProdId\":7,\"isvSvn\":3}"
                    .formatted("51".repeat(32))));
    WantedIdentity.Enclave wanted = Objects.requireNonNull(enclave.enclave());
    assertEquals("51".repeat(32), String.valueOf(wanted.mrSigner()));
    assertEquals(7, wanted.isvProdId());
    assertEquals(3, wanted.isvSvn());
    assertNull(wanted.mrEnclave());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'snp' or 'sgx' | ``",
        "'snp.hostData': 32 bytes | ,\"snp\":{\"hostData\":\"ab\"}",
        "'hostData' | ,\"snp\":{}",
        "'sgx.mrEnclave' or | ,\"sgx\":{}",
        "'sgx.mrEnclave': 32 bytes | ,\"sgx\":{\"mrEnclave\":\"ab\"}",
        "not hex | ,\"sgx\":{\"mrEnclave\":\"xx\"}",
        "'sgx.isvSvn': 0 to 65535 | ,\"sgx\":{\"isvSvn\":65536}"
      })
  void whatIsWrongIsNamed(String why, String members) {
    MalformedException e =
        assertThrows(MalformedException.class, () -> WantedIdentity.parse(document(members)));
    assertTrue(e.getMessage().contains(why), e::getMessage);
  }

  @Test
  void anotherKindAndTruncationsAreRefused() {
    assertThrows(
        MalformedException.class,
        () ->
            WantedIdentity.parse(
                "{\"apiVersion\":\"coffer/v1\",\"kind\":\"Workload\"}"
                    .getBytes(StandardCharsets.UTF_8)));
    Mutations.truncations(document(",\"snp\":{\"hostData\":\"%s\"}".formatted("a1".repeat(32))))
        .forEach(cut -> assertThrows(MalformedException.class, () -> WantedIdentity.parse(cut)));
  }
}
