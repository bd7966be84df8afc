package coffer.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.jose.Jws;
import coffer.json.Json;
import coffer.skr.HttpDocuments;
import coffer.skr.SkrServer;
import coffer.skr.Trust;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// openssl's word on our certificates and signatures.
class OpensslIT {
  @TempDir static Path scratch;
  private static Services services;

  @BeforeAll
  static void start() throws Exception {
    services = new Services(scratch);
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  private static String openssl(String input, int exit, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "openssl";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    Path in = Files.writeString(scratch.resolve("input"), input);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectInput(in.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(exit, process.waitFor(), said);
    return said;
  }

  @Test
  void bothServersShowAChainThatIsValidForTheirName() throws Exception {
    for (int port : List.of(services.attestation.port(), services.vault.port())) {
      String said =
          openssl(
              "Q\n",
              0,
              "s_client",
              "-connect",
              "localhost:" + port,
              "-servername",
              "localhost",
              "-verify_hostname",
              "localhost",
              "-verify_return_error",
              "-CAfile",
              services.ca.certificateFile().toString());
      assertTrue(said.contains("Verify return code: 0 (ok)"), said);
      assertTrue(said.contains("NOT HARDWARE"), said);
    }
  }

  @Test
  void aTokenIsSignedByTheCertificateInTheKeySet() throws Exception {
    Jws token;
    try (SkrServer sidecar = services.sidecar(0, Services.HOST_DATA)) {
      token =
          Jws.parse(
              Services.token(
                  sidecar,
                  "localhost:" + services.attestation.port(),
                  "{}".getBytes(StandardCharsets.UTF_8)));
    }
    Path certificate = certificate();
    Path key =
        Files.writeString(
            scratch.resolve("key.pem"),
            openssl("", 0, "x509", "-in", certificate.toString(), "-pubkey", "-noout"));
    Path signature = Files.write(scratch.resolve("signature"), token.signature().toArray());
    Path signed = Files.write(scratch.resolve("signed"), token.signingInput().toArray());
    String[] verify = {
      "dgst",
      "-sha256",
      "-verify",
      key.toString(),
      "-signature",
      signature.toString(),
      signed.toString()
    };
    assertTrue(openssl("", 0, verify).contains("Verified OK"));
    byte[] changed = token.signingInput().toArray();
    changed[changed.length / 2] ^= 1;
    Files.write(signed, changed);
    openssl("", 1, verify);
    String text =
        openssl("", 0, "x509", "-in", certificate.toString(), "-noout", "-subject", "-issuer");
    assertTrue(text.contains(services.attestationUrl()), text);
  }

  private static Path certificate() throws IOException {
    HttpDocuments http =
        new HttpDocuments(
            Map.of(), Trust.with(List.of(services.ca.certificate())), Duration.ofSeconds(5));
    Json.Obj keys = http.get(URI.create(services.attestationUrl() + "/certs"), Map.of()).json();
    Json.Obj first = (Json.Obj) keys.list("keys").getFirst();
    byte[] der = Base64Text.decode(first.strings("x5c").getFirst());
    return Files.writeString(
        scratch.resolve("certificate.pem"),
        "-----BEGIN CERTIFICATE-----\n"
            + java.util.Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
            + "\n-----END CERTIFICATE-----\n");
  }
}
