package coffer.deployment;

import coffer.bytes.Bytes;
import coffer.deployment.EnclaveService.Probe;
import coffer.deployment.EnclaveService.SecretVariable;
import coffer.deployment.EnclaveService.ServicePort;
import coffer.identity.SgxIdentity;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Services to deploy.
final class Samples {
  static final SgxIdentity IDENTITY =
      new SgxIdentity(
          "operator",
          Bytes.of(new byte[32]),
          Bytes.of(new byte[32]),
          7,
          3,
          false,
          1L << 32,
          new SgxIdentity.Checksums("00", "00", "00"),
          List.of());

  private Samples() {}

  /// One with everything.
  static EnclaveService operator() {
    return new EnclaveService(
        IDENTITY,
        "example.azurecr.io/operator:1",
        List.of("/opt/java/bin/java", "-Dname=it's 100%", "-jar", "/app/app.jar"),
        List.of(new ServicePort(8080, 80, false), new ServicePort(9091, 0, true)),
        Map.of("LOG_LEVEL", "yes", "AREA", "west europe"),
        List.of(
            new SecretVariable("core_api_token", "operator-secret", "API_KEY"),
            new SecretVariable("optout_api_token", "operator-secret", "API_KEY")),
        new Probe(8080, Optional.of("/ops/healthcheck")),
        160,
        Optional.of("Standard_DC8_v2"));
  }

  /// One with nothing.
  static EnclaveService bare() {
    return new EnclaveService(
        IDENTITY,
        "operator:latest",
        List.of("/bin/service"),
        List.of(),
        Map.of(),
        List.of(),
        new Probe(0, Optional.empty()),
        1,
        Optional.empty());
  }
}
