package coffer.cli;

import coffer.testkit.EnclaveElf;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;

/// The parts of an Occlum instance, as small as they can be.
final class OcclumSamples {
  static final String CONFIG =
      """
      {
        "resource_limits": {
          "kernel_space_heap_size": "32MB",
          "kernel_space_stack_size": "1MB",
          "user_space_size": "64MB",
          "max_num_of_threads": 8
        },
        "process": {
          "default_stack_size": "4MB",
          "default_heap_size": "16MB",
          "default_mmap_size": "32MB"
        },
        "entry_points": ["/bin", "/opt/java/bin"],
        "env": {"default": ["OCCLUM=yes"], "untrusted": ["core_api_token"]},
        "metadata": {
          "product_id": 7,
          "version_number": 3,
          "debuggable": false,
          "enable_kss": false,
          "family_id": {"high": "0x0", "low": "0x0"},
          "ext_prod_id": {"high": "0x0", "low": "0x0"}
        },
        "feature": {},
        "mount": [
          {
            "target": "/",
            "type": "unionfs",
            "options": {"layers": [
              {"target": "/", "type": "sefs", "source": "./build/mount/__ROOT", "options": {"MAC": ""}},
              {"target": "/", "type": "sefs", "source": "./run/mount/__ROOT"}
            ]}
          },
          {"target": "/hostetc", "type": "hostfs", "source": "/etc"}
        ]
      }
      """;

  private OcclumSamples() {}

  /// The same as a file of Occlum 0.22.
  static String oldConfig() {
    return CONFIG.replaceFirst(
        "(?s)\"debuggable\": false,.*?\\n  },\\n  \"feature\": \\{},", "\"debuggable\": false},");
  }

  /// A library OS, not signed.
  static byte[] libos() {
    return EnclaveElf.ofSdk(21).withBuiltinConfig().toBytes();
  }

  /// Writes what Occlum installs to `/opt/occlum`, as far as a build looks at it.
  static void writeDistribution(Path folder) throws IOException {
    Path lib = Files.createDirectories(folder.resolve("opt/occlum/build/lib"));
    Files.write(lib.resolve("libocclum-libos.so.0.31.0"), libos());
    Files.writeString(lib.resolve("libocclum-pal.so.0.31.0"), "pal");
    Files.createSymbolicLink(lib.resolve("libocclum-pal.so"), Path.of("libocclum-pal.so.0.31.0"));
    Path bin = Files.createDirectories(folder.resolve("opt/occlum/build/bin"));
    Files.writeString(bin.resolve("init"), "init");
  }

  /// Writes a new key that can sign enclaves, for its owner's eyes only.
  static void writeKey(Path file) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(new RSAKeyGenParameterSpec(3072, BigInteger.valueOf(3)));
    byte[] der = generator.generateKeyPair().getPrivate().getEncoded();
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(Base64.getMimeEncoder().encodeToString(der)));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
