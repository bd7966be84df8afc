package coffer.benchmarks;

import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.json.Json;
import coffer.simulator.DevelopmentRoot;
import coffer.simulator.SimulatedEndorser;
import coffer.simulator.SimulatedGuest;
import coffer.simulator.SimulatedSnp;
import coffer.snp.ReportData;
import coffer.tls.FastCryptography;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/// For the load on the attestation service: `request FILE` writes what a sidecar sends, with
/// simulated evidence under this user's development root; `floor SECONDS` prints how many times a
/// second all cores together can check a report's signature (P-384) and sign a token (RSA-2048),
/// doing nothing else.
final class AttestationLoad {
  private static final int REPORT_BYTES = 672;
  private static final int TOKEN_BYTES = 3000;

  private AttestationLoad() {}

  public static void main(String[] args) throws Exception {
    switch (args[0]) {
      case "request" -> request(Path.of(args[1]));
      case "floor" -> System.out.println(floor(Integer.parseInt(args[1])));
      default -> throw new IllegalArgumentException("request FILE or floor SECONDS wanted");
    }
  }

  private static void request(Path file) throws IOException {
    DevelopmentRoot root = DevelopmentRoot.loadOrCreate(DevelopmentRoot.folder(System.getenv()));
    SimulatedSnp processor = SimulatedSnp.milan(root);
    SimulatedGuest guest = SimulatedGuest.of(Bytes.parseHex("c0".repeat(32)));
    byte[] runtimeData = "{\"location\":\"East US\"}".getBytes(StandardCharsets.UTF_8);
    byte[] uvm =
        new SimulatedEndorser(root)
            .endorse(guest.measurement(), 104, Instant.now())
            .document()
            .toBytes();
    Json report =
        Json.object()
            .put(
                "SnpReport",
                Base64Text.url(processor.report(ReportData.of(runtimeData), guest).toBytes()))
            .put("VcekCertChain", Base64Text.url(processor.chainPem()))
            .put(
                "Endorsements",
                encoded(
                    Json.object().put("Uvm", Json.strings(List.of(Base64Text.url(uvm)))).build()))
            .build();
    Json request =
        Json.object()
            .put("report", encoded(report))
            .put(
                "runtimeData",
                Json.object()
                    .put("data", Base64Text.url(runtimeData))
                    .put("dataType", "JSON")
                    .build())
            .put("nonce", new Json.Num("18446744073709551615"))
            .build();
    Files.writeString(file, request.toCompact());
  }

  private static String encoded(Json document) {
    return Base64Text.url(document.toCompact().getBytes(StandardCharsets.UTF_8));
  }

  private static long floor(int seconds) throws Exception {
    FastCryptography.install();
    int cores = Runtime.getRuntime().availableProcessors();
    measure(cores, Duration.ofSeconds(2));
    return Math.round(measure(cores, Duration.ofSeconds(seconds)));
  }

  private static double measure(int cores, Duration time) throws Exception {
    AtomicLong done = new AtomicLong();
    long begin = System.nanoTime();
    try (ExecutorService pool = Executors.newFixedThreadPool(cores)) {
      List<Future<?>> running =
          java.util.stream.IntStream.range(0, cores)
              .<Future<?>>mapToObj(_ -> pool.submit(() -> work(begin + time.toNanos(), done)))
              .toList();
      for (Future<?> each : running) {
        each.get();
      }
    }
    return done.get() / ((System.nanoTime() - begin) / 1e9);
  }

  private static Void work(long end, AtomicLong done) throws GeneralSecurityException {
    KeyPair report = pair("EC");
    KeyPair token = pair("RSA");
    Signature signer = Signature.getInstance("SHA384withECDSAinP1363Format");
    signer.initSign(report.getPrivate());
    signer.update(new byte[REPORT_BYTES]);
    byte[] signature = signer.sign();
    while (System.nanoTime() < end) {
      Signature verifier = Signature.getInstance("SHA384withECDSAinP1363Format");
      verifier.initVerify(report.getPublic());
      verifier.update(new byte[REPORT_BYTES]);
      Signature issuer = Signature.getInstance("SHA256withRSA");
      issuer.initSign(token.getPrivate());
      issuer.update(new byte[TOKEN_BYTES]);
      if (!verifier.verify(signature) || issuer.sign().length == 0) {
        throw new AssertionError("a signature that does not verify");
      }
      done.incrementAndGet();
    }
    return null;
  }

  private static KeyPair pair(String algorithm) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec("secp384r1"));
    } else {
      generator.initialize(2048);
    }
    return generator.generateKeyPair();
  }
}
