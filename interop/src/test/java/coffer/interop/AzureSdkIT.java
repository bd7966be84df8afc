package coffer.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.bytes.Base64Text;
import coffer.bytes.SecretBytes;
import coffer.jose.Jws;
import coffer.jose.RsaPublicJwk;
import coffer.json.Json;
import coffer.skr.KeyWrap;
import coffer.skr.SkrServer;
import coffer.skr.WrapAlgorithm;
import coffer.tls.Issued;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.HttpResponseException;
import com.azure.core.exception.ResourceNotFoundException;
import com.azure.core.util.BinaryData;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.security.attestation.AttestationClient;
import com.azure.security.attestation.AttestationClientBuilder;
import com.azure.security.attestation.models.AttestationData;
import com.azure.security.attestation.models.AttestationDataInterpretation;
import com.azure.security.attestation.models.AttestationOptions;
import com.azure.security.attestation.models.AttestationResult;
import com.azure.security.keyvault.keys.KeyClient;
import com.azure.security.keyvault.keys.KeyClientBuilder;
import com.azure.security.keyvault.keys.models.CreateKeyOptions;
import com.azure.security.keyvault.keys.models.CreateRsaKeyOptions;
import com.azure.security.keyvault.keys.models.ImportKeyOptions;
import com.azure.security.keyvault.keys.models.JsonWebKey;
import com.azure.security.keyvault.keys.models.KeyExportEncryptionAlgorithm;
import com.azure.security.keyvault.keys.models.KeyOperation;
import com.azure.security.keyvault.keys.models.KeyReleasePolicy;
import com.azure.security.keyvault.keys.models.KeyType;
import com.azure.security.keyvault.keys.models.KeyVaultKey;
import com.azure.security.keyvault.keys.models.ReleaseKeyOptions;
import com.azure.security.keyvault.keys.models.ReleaseKeyResult;
import com.azure.security.keyvault.secrets.SecretClient;
import com.azure.security.keyvault.secrets.SecretClientBuilder;
import com.azure.security.keyvault.secrets.models.KeyVaultSecret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The Azure SDK for Java against the vault and the attestation service, over TLS, with tokens of
/// the managed identity.
class AzureSdkIT {
  private static final KeyPair WRAPPING = Issued.newRsaKey(2048);

  @TempDir static Path scratch;
  private static Services services;
  private static KeyClient keys;
  private static SecretClient secrets;

  @BeforeAll
  static void start() throws Exception {
    services = new Services(scratch);
    System.setProperty("javax.net.ssl.trustStore", services.trustStore().toString());
    System.setProperty("javax.net.ssl.trustStorePassword", "changeit");
    TokenCredential credential = new BearerCredential(services.identity.url());
    keys =
        new KeyClientBuilder()
            .vaultUrl(services.vaultUrl())
            .credential(credential)
            .disableChallengeResourceVerification()
            .buildClient();
    secrets =
        new SecretClientBuilder()
            .vaultUrl(services.vaultUrl())
            .credential(credential)
            .disableChallengeResourceVerification()
            .buildClient();
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  @Test
  void secretsAreSetReadListedAndDeleted() {
    secrets.setSecret("password", "one");
    KeyVaultSecret second = secrets.setSecret("password", "two");
    assertEquals("two", secrets.getSecret("password").getValue());
    assertEquals(second.getId(), secrets.getSecret("password").getId());
    List<String> names = new ArrayList<>();
    secrets.listPropertiesOfSecrets().forEach(item -> names.add(item.getName()));
    assertTrue(names.contains("password"), names::toString);
    secrets.beginDeleteSecret("password").waitForCompletion();
    assertThrows(ResourceNotFoundException.class, () -> secrets.getSecret("password"));
    assertEquals("password", secrets.getDeletedSecret("password").getName());
    secrets.purgeDeletedSecret("password");
  }

  @Test
  void keysAreCreatedListedAndDeleted() {
    KeyVaultKey rsa = keys.createRsaKey(new CreateRsaKeyOptions("made").setKeySize(2048));
    assertEquals(KeyType.RSA, rsa.getKeyType());
    assertEquals(rsa.getId(), keys.getKey("made").getId());
    List<String> names = new ArrayList<>();
    keys.listPropertiesOfKeys().forEach(item -> names.add(item.getName()));
    assertTrue(names.contains("made"), names::toString);
    keys.beginDeleteKey("made").waitForCompletion();
    assertThrows(ResourceNotFoundException.class, () -> keys.getKey("made"));
  }

  private static KeyReleasePolicy policy(String hostData) {
    String text =
        """
        {"version":"1.0.0","anyOf":[{"authority":"%s","allOf":[
          {"claim":"x-ms-compliance-status","equals":"azure-compliant-uvm"},
          {"claim":"x-ms-sevsnpvm-hostdata","equals":"%s"}]}]}\
        """
            .formatted(services.attestationUrl(), hostData);
    return new KeyReleasePolicy(BinaryData.fromString(text));
  }

  private static void importKey(String name, String hostData) {
    JsonWebKey oct =
        new JsonWebKey()
            .setKeyType(KeyType.OCT_HSM)
            .setK("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII))
            .setKeyOps(List.of(KeyOperation.ENCRYPT, KeyOperation.DECRYPT));
    ImportKeyOptions options = new ImportKeyOptions(name, oct).setHardwareProtected(true);
    options.setExportable(true);
    options.setReleasePolicy(policy(hostData));
    keys.importKey(options);
  }

  private static String token() throws Exception {
    RsaPublicJwk jwk =
        RsaPublicJwk.of("w", List.of("encrypt"), (RSAPublicKey) WRAPPING.getPublic());
    byte[] runtimeData =
        Json.object()
            .put("keys", List.of(jwk.toJson()))
            .build()
            .toCompact()
            .getBytes(StandardCharsets.UTF_8);
    try (SkrServer sidecar = services.sidecar(0, Services.HOST_DATA)) {
      return Services.token(sidecar, "localhost:" + services.attestation.port(), runtimeData);
    }
  }

  @Test
  void aKeyIsReleasedToTheIdentityOfItsPolicy() throws Exception {
    importKey("released", Services.HOST_DATA);
    ReleaseKeyResult result =
        keys.releaseKeyWithResponse(
                "released",
                "",
                token(),
                new ReleaseKeyOptions()
                    .setAlgorithm(KeyExportEncryptionAlgorithm.RSA_AES_KEY_WRAP_256)
                    .setNonce("a nonce"),
                com.azure.core.util.Context.NONE)
            .getValue();
    Json.Obj answer = Json.parseObject(Jws.parse(result.getValue()).payload().toArray());
    assertEquals("a nonce", answer.object("request").string("nonce"));
    String wrapped = answer.object("response").object("key").object("key").string("key_hsm");
    byte[] ciphertext =
        Base64Text.decode(Json.parseObject(Base64Text.decode(wrapped)).string("ciphertext"));
    try (SecretBytes secret =
        KeyWrap.unwrap(WrapAlgorithm.RSA_AES_KEY_WRAP_256, WRAPPING.getPrivate(), ciphertext)) {
      assertArrayEquals(
          "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII), secret.reveal());
    }
  }

  @Test
  void aPolicyOfAnotherIdentityRefusesWithAFinding() throws Exception {
    importKey("refused", "ab".repeat(32));
    String token = token();
    HttpResponseException refused =
        assertThrows(HttpResponseException.class, () -> keys.releaseKey("refused", token));
    assertEquals(403, refused.getResponse().getStatusCode());
    assertTrue(refused.toString().contains("x-ms-sevsnpvm-hostdata"), refused::toString);
  }

  @Test
  void theSidecarReleasesRsaEcAndOctKeysAsJwks() throws Exception {
    importKey("oct", Services.HOST_DATA);
    for (KeyType type : List.of(KeyType.RSA, KeyType.EC)) {
      CreateKeyOptions options = new CreateKeyOptions("made-" + type, type);
      options.setExportable(true);
      options.setReleasePolicy(policy(Services.HOST_DATA));
      keys.createKey(options);
    }
    try (SkrServer sidecar = services.sidecar(0, Services.HOST_DATA);
        SkrServer other = services.sidecar(0, "11".repeat(32))) {
      assertFalse(release(sidecar, "oct", 200).string("k").isEmpty());
      assertFalse(release(sidecar, "made-RSA", 200).string("qi").isEmpty());
      assertFalse(release(sidecar, "made-EC", 200).string("d").isEmpty());
      release(other, "oct", 403);
      release(sidecar, "missing", 403);
    }
  }

  private static Json.Obj release(SkrServer sidecar, String kid, int status) throws Exception {
    Json request =
        Json.object()
            .put("maa_endpoint", "localhost:" + services.attestation.port())
            .put("akv_endpoint", "localhost:" + services.vault.port())
            .put("kid", kid)
            .build();
    var plain =
        new coffer.skr.HttpDocuments(
            java.util.Map.of(), coffer.skr.Trust.with(List.of()), java.time.Duration.ofSeconds(10));
    var reply =
        plain.post(
            java.net.URI.create("http://127.0.0.1:%d/key/release".formatted(sidecar.port())),
            request,
            java.util.Map.of());
    assertEquals(status, reply.status(), reply::problem);
    return status == 200
        ? Json.parseObject(reply.json().string("key").getBytes(StandardCharsets.UTF_8))
        : reply.json();
  }

  @Test
  void theAttestationClientReadsTheSigners() {
    var signers =
        new AttestationClientBuilder()
            .endpoint(services.attestationUrl())
            .buildClient()
            .listAttestationSigners();
    assertEquals(1, signers.getAttestationSigners().size());
    assertFalse(signers.getAttestationSigners().getFirst().getCertificates().isEmpty());
  }

  @Test
  void theAttestationClientAttestsAnEnclaveAndChecksTheToken() {
    byte[] runtimeData = "held by the enclave".getBytes(StandardCharsets.UTF_8);
    AttestationClient client =
        new AttestationClientBuilder().endpoint(services.attestationUrl()).buildClient();
    AttestationResult result =
        client.attestSgxEnclave(
            new AttestationOptions(
                    BinaryData.fromBytes(services.quote("e1".repeat(32), runtimeData)))
                .setRunTimeData(
                    new AttestationData(
                        BinaryData.fromBytes(runtimeData), AttestationDataInterpretation.BINARY)));
    assertEquals("e1".repeat(32), result.getMrEnclave());
    assertFalse(result.isDebuggable());
    assertArrayEquals(runtimeData, result.getEnclaveHeldData().toBytes());
  }

  /// The SDK's own managed identity reads its environment, which only another process can be given.
  @Test
  void managedIdentityOfTheSdkReadsASecret() throws Exception {
    secrets.setSecret("for-the-child", "a value that is shown");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djavax.net.ssl.trustStore=" + services.trustStore(),
                "-Djavax.net.ssl.trustStorePassword=changeit",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                services.vaultUrl(),
                "for-the-child")
            .redirectErrorStream(true);
    builder.environment().put("IDENTITY_ENDPOINT", services.identity.identityEndpoint());
    builder.environment().put("IDENTITY_HEADER", services.identity.identityHeader());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("a value that is shown"), said);
  }

  /// Reads one secret with the identity that its environment has.
  static final class Child {
    public static void main(String[] args) {
      SecretClient client =
          new SecretClientBuilder()
              .vaultUrl(args[0])
              .credential(new ManagedIdentityCredentialBuilder().build())
              .disableChallengeResourceVerification()
              .buildClient();
      System.out.println(client.getSecret(args[1]).getValue());
    }
  }
}
