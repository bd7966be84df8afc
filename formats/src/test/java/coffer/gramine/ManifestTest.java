package coffer.gramine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestTest {
  private static Manifest parse(String text) {
    return Manifest.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String refused(String text) {
    return assertThrows(MalformedException.class, () -> parse(text)).getMessage();
  }

  @Test
  void whatIsMissingGetsGraminesDefault() {
    assertEquals(
        """
        [sgx]
        trusted_files = []
        max_threads = 4
        isvprodid = 0
        isvsvn = 0
        remote_attestation = "none"
        debug = false
        enable_stats = false
        edmm_enable = false
        enclave_size = "256M"
        use_exinfo = false

        [sgx.cpu_features]
        avx = "unspecified"
        avx512 = "unspecified"
        amx = "unspecified"
        mpx = "disabled"
        pkru = "disabled"
        """,
        new String(parse("").toBytes(), StandardCharsets.UTF_8));
    assertEquals(1L << 40, parse("sgx.edmm_enable = true").enclaveSize());
  }

  @Test
  void filesAreStringsOrTables() {
    Manifest manifest =
        parse(
            "sgx.trusted_files = ['file:a', {uri = 'file:b/'}, {uri = 'file:c', sha256 = '%s'}]"
                .formatted("ab".repeat(32)));
    assertEquals(
        List.of(
            new TrustedFile("file:a", Optional.empty()),
            new TrustedFile("file:b/", Optional.empty()),
            new TrustedFile("file:c", Optional.of("ab".repeat(32)))),
        manifest.trustedFiles());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sgx.enclave_size = '300M' | sgx.enclave_size: a power of two from 64K to 131072G wanted",
        "sgx.enclave_size = '1T' | sgx.enclave_size: a size such as 512M or 2G wanted",
        "sgx.enclave_size = '0' | a power of two",
        "sgx.enclave_size = '32K' | a power of two",
        "sgx.enclave_size = '010M' | no leading zero",
        "sgx.enclave_size = '999999999999G' | a power of two",
        "sgx.enclave_size = 1 | sgx.enclave_size: a string wanted, found an integer",
        "sgx.max_threads = 0 | sgx.max_threads: 1 to 65536 wanted, found 0",
        "sgx.max_threads = 70000 | sgx.max_threads: 1 to 65536 wanted",
        "sgx.isvprodid = 65536 | sgx.isvprodid: 0 to 65535 wanted, found 65536",
        "sgx.isvsvn = -1 | sgx.isvsvn: 0 to 65535 wanted, found -1",
        "sgx.debug = 'yes' | sgx.debug: true or false wanted, found a string",
        "sgx.remote_attestation = true | sgx.remote_attestation: a string wanted",
        "sgx.remote_attestation = 'quote' | none, dcap or epid wanted, found 'quote'",
        "sgx.cpu_features.avx = 'on' | sgx.cpu_features.avx: unspecified, disabled or required",
        "sgx.cpu_features.mpx = 'unspecified' | sgx.cpu_features.mpx: disabled or required wanted",
        "sgx.require_avx = true | sgx.cpu_features.avx",
        "sgx.require_exinfo = true | sgx.use_exinfo",
        "sgx.trusted_files = ['/a'] | a URI that starts with file: wanted, found '/a'",
        "sgx.trusted_files = [1] | a string or a table wanted, found an integer",
        "sgx.trusted_files = [{sha256 = ''}] | uri is missing",
        "sgx.trusted_files = [{uri = 'file:a', sha256 = 'xy'}] | sha256 of 64 hexadecimal digits",
        "sgx.trusted_files = [{uri = 'file:a', md5 = 'xy'}] | uri and sha256 wanted, found md5",
        "sgx.trusted_files = 'file:a' | sgx.trusted_files: an array wanted, found a string",
        "sgx = 1 | sgx: a table wanted, found an integer",
        "libos.entrypoint = \"{{ entrypoint }} | gramine-manifest makes a manifest of it",
      })
  void whatCannotBeAnEnclaveIsRefused(String text, String wanted) {
    String found = refused(text);
    assertTrue(found.contains(wanted), found);
  }

  @Test
  void theLibraryOsGetsItsHashWhereGramineWantsOne() {
    assertEquals(
        Optional.of("gramine/libsysdb.so"),
        parse("loader.entrypoint.uri = 'file:gramine/libsysdb.so'").unhashedEntrypoint());
    assertEquals(
        Optional.empty(), parse("loader.entrypoint = 'file:libsysdb.so'").unhashedEntrypoint());
    Manifest hashed =
        parse("loader.entrypoint.uri = 'file:a'").withEntrypointHash(Bytes.of(new byte[32]));
    assertEquals(Optional.empty(), hashed.unhashedEntrypoint());
    String text = new String(hashed.toBytes(), StandardCharsets.UTF_8);
    assertTrue(text.contains("sha256 = \"" + "00".repeat(32)), text);
  }

  @Test
  void whatIsLeftToTheHostIsTold() {
    String told =
        String.join(
            "\n",
            parse(
                    """
                    loader.insecure__use_cmdline_argv = true
                    loader.insecure__use_host_env = true
                    loader.env.TOKEN = { passthrough = true }
                    loader.env.FIXED = "value"
                    loader.env_src_file = "file:env"
                    fs.mounts = [{ type = "encrypted", path = "/data", uri = "file:data" }]
                    fs.insecure__keys.default = "00"
                    sys.insecure__allow_eventfd = true
                    sys.enable_extra_runtime_domain_names_conf = true
                    sgx.allowed_files = ["file:/etc/"]
                    sgx.file_check_policy = "allow_all_but_log"
                    sgx.debug = true
                    """)
                .unbound());
    for (String wanted :
        List.of(
            "insecure__use_cmdline_argv",
            "insecure__use_host_env",
            "variables that the host sets: TOKEN",
            "arguments or variables in files",
            "encrypted files at /data",
            "fs.insecure__keys",
            "sys.insecure__allow_eventfd",
            "name servers",
            "file:/etc/",
            "every file that is not trusted",
            "the host may debug it")) {
      assertTrue(told.contains(wanted), wanted + " in\n" + told);
    }
    assertFalse(told.contains("FIXED"), told);
  }
}
