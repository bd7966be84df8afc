package coffer.akv;

import coffer.akv.ReleasePolicy.Condition;
import coffer.akv.ReleasePolicy.Operator;
import coffer.bytes.Bytes;
import coffer.identity.WantedIdentity;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a token of Microsoft Azure Attestation must say so that a key may go to an identity, in
/// conditions that Azure Key Vault and Managed HSM understand.
///
/// Everything that the vault could be told is told: a policy that compares the host data alone
/// gives the key to a guest that its host may debug.
public final class ReleaseConditions {
  private ReleaseConditions() {}

  /// A container group by its host data (32 bytes): SEV-SNP, an endorsed utility VM, no debugging,
  /// no migration, VMPL 0. With `minimumUvmSvn` also the least version of the utility VM, which
  /// tokens have as text; vaults that compare numbers alone meet it never.
  public static Condition guest(Bytes hostData, @Nullable Long minimumUvmSvn) {
    List<Condition> all = new ArrayList<>();
    all.add(equal("x-ms-attestation-type", Json.of("sevsnpvm")));
    all.add(equal("x-ms-compliance-status", Json.of("azure-compliant-uvm")));
    all.add(equal("x-ms-sevsnpvm-hostdata", Json.of(hostData.toHex())));
    all.add(equal("x-ms-sevsnpvm-is-debuggable", Json.of(false)));
    all.add(equal("x-ms-sevsnpvm-migration-allowed", Json.of(false)));
    all.add(equal("x-ms-sevsnpvm-vmpl", Json.of(0)));
    if (minimumUvmSvn != null) {
      all.add(atLeast("x-ms-sevsnpvm-uvm-endorsement.x-ms-sevsnpvm-guestsvn", minimumUvmSvn));
    }
    return new Condition.AllOf(all);
  }

  /// An enclave: no debugging, and what is known of its identity.
  public static Condition enclave(WantedIdentity.Enclave wanted) {
    List<Condition> all = new ArrayList<>();
    all.add(equal("x-ms-attestation-type", Json.of("sgx")));
    all.add(equal("x-ms-sgx-is-debuggable", Json.of(false)));
    Bytes mrEnclave = wanted.mrEnclave();
    if (mrEnclave != null) {
      all.add(equal("x-ms-sgx-mrenclave", Json.of(mrEnclave.toHex())));
    }
    Bytes mrSigner = wanted.mrSigner();
    if (mrSigner != null) {
      all.add(equal("x-ms-sgx-mrsigner", Json.of(mrSigner.toHex())));
    }
    Integer product = wanted.isvProdId();
    if (product != null) {
      all.add(equal("x-ms-sgx-product-id", Json.of(product)));
    }
    Integer svn = wanted.isvSvn();
    if (svn != null) {
      all.add(atLeast("x-ms-sgx-svn", svn));
    }
    return new Condition.AllOf(all);
  }

  private static Condition equal(String claim, Json value) {
    return new Condition.Claim(claim, Operator.EQUALS, value);
  }

  private static Condition atLeast(String claim, long value) {
    return new Condition.Claim(claim, Operator.GREATER_OR_EQUALS, Json.of(value));
  }
}
