package operator.standins;

import coffer.bytes.MalformedException;
import coffer.evidence.SgxCollateral;
import coffer.evidence.SgxFolder;
import coffer.evidence.TrustRoots;
import coffer.identity.SgxIdentity;
import coffer.identity.WantedIdentity;
import coffer.relyingparty.RelyingParty;
import coffer.simulator.SgxDevelopmentRoot;
import coffer.simulator.SimulatedCollateral;
import coffer.simulator.SimulatedSgxPlatform;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Starts both on the loopback address. The tokens are the variables `core_api_token` and
/// `optout_api_token`, the same ones that the operator is given.
public final class Main {
  private static final PrintStream OUT = System.out;
  private static final PrintStream ERR = System.err;

  private Main() {}

  public static void main(String[] arguments) {
    int exit = 0;
    try {
      if (arguments.length == 2 && arguments[0].equals("occlum")) {
        OcclumFolder.write(Path.of(arguments[1]));
      } else {
        start(Options.parse(arguments));
      }
    } catch (IllegalArgumentException e) {
      ERR.println("error: " + e.getMessage() + "\n" + Options.USAGE);
      exit = 2;
    } catch (MalformedException e) {
      ERR.println("error: " + e.getMessage());
      exit = 3;
    } catch (IOException e) {
      ERR.println("error: " + e);
      exit = 4;
    }
    if (exit != 0) {
      System.exit(exit);
    }
  }

  private static void start(Options options) throws IOException {
    Core core = new Core(appraiser(options), new KeyRelease(), OUT);
    String optedOut = options.optedOut() == null ? "" : Files.readString(options.optedOut());
    HttpServer first =
        Servers.start(options.corePort(), "/attest", token("core_api_token"), core::attest);
    HttpServer second =
        Servers.start(
            options.optOutPort(),
            "/optout/hashes",
            token("optout_api_token"),
            exchange -> Servers.answer(exchange, 200, optedOut));
    OUT.println("core    http://127.0.0.1:" + first.getAddress().getPort());
    OUT.println("optout  http://127.0.0.1:" + second.getAddress().getPort());
  }

  private static String token(String variable) throws IOException {
    String token = System.getenv(variable);
    if (token == null || token.isBlank()) {
      throw new IOException(variable + ": not set; export a token that the operator has too");
    }
    return token.strip();
  }

  private static Appraiser appraiser(Options options) throws IOException {
    byte[] approved = Files.readAllBytes(options.identity());
    SgxIdentity identity;
    try {
      identity = SgxIdentity.parse(approved);
    } catch (MalformedException e) {
      throw e.within(options.identity().toString());
    }
    RelyingParty party = RelyingParty.wanting(WantedIdentity.parse(approved));
    String enclave = identity.mrEnclave().toHex();
    if (!options.developmentRoot()) {
      return new Appraiser(party, collateral(options), enclave);
    }
    SgxDevelopmentRoot root =
        SgxDevelopmentRoot.loadOrCreate(SgxDevelopmentRoot.folder(System.getenv()));
    SgxCollateral simulated =
        SimulatedCollateral.of(SimulatedSgxPlatform.standard(), Instant.now()).sign(root);
    TrustRoots roots = TrustRoots.hardware().withDevelopmentRoot(root.certificate());
    return new Appraiser(
        party.trusting(roots),
        options.collateral() == null ? simulated : collateral(options),
        enclave);
  }

  private static SgxCollateral collateral(Options options) throws IOException {
    Path folder = options.collateral();
    SgxCollateral found = folder == null ? null : SgxFolder.loadCollateral(folder);
    if (found == null) {
      throw new IOException(
          folder + ": tcbInfo.json, qeIdentity.json and the revocation lists wanted");
    }
    return found;
  }
}
