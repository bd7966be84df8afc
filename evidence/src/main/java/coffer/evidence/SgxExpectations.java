package coffer.evidence;

import coffer.bytes.Bytes;
import coffer.sgx.collateral.TcbStatus;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a relying party wants of an authentic quote. [#strict] is where to begin: no debugging, TCB
/// status UpToDate. What is null is not checked, and the verdict says so.
///
/// `statuses` are the TCB statuses that are good enough; `Revoked` never is.
public record SgxExpectations(
    Enclave enclave, boolean debugAllowed, Set<TcbStatus> statuses, @Nullable Binding binding) {
  public SgxExpectations {
    statuses = Set.copyOf(statuses);
    if (statuses.isEmpty() || statuses.contains(TcbStatus.REVOKED)) {
      throw new IllegalArgumentException("statuses: at least one, and never Revoked");
    }
  }

  /// The identity of an enclave: MRENCLAVE, MRSIGNER (32 bytes each), ISVPRODID, and the least
  /// ISVSVN.
  public record Enclave(
      @Nullable Bytes mrEnclave,
      @Nullable Bytes mrSigner,
      @Nullable Integer isvProdId,
      @Nullable Integer minimumIsvSvn) {
    public static final Enclave ANY = new Enclave(null, null, null, null);

    public Enclave {
      if (mrEnclave != null && mrEnclave.length() != 32
          || mrSigner != null && mrSigner.length() != 32) {
        throw new IllegalArgumentException("MRENCLAVE and MRSIGNER are 32 bytes each");
      }
    }

    /// The one build with this measurement (32 bytes).
    public static Enclave measured(Bytes mrEnclave) {
      return new Enclave(mrEnclave, null, null, null);
    }

    /// Every build of a product that this key signed, from `isvSvn` on.
    public static Enclave signed(Bytes mrSigner, int isvProdId, int isvSvn) {
      return new Enclave(null, mrSigner, isvProdId, isvSvn);
    }
  }

  /// What REPORT_DATA must be.
  public sealed interface Binding {
    /// These 64 bytes.
    record Exact(Bytes reportData) implements Binding {
      public Exact {
        if (reportData.length() != 64) {
          throw new IllegalArgumentException("report data of " + reportData.length() + " bytes");
        }
      }
    }

    /// The SHA-256 of these bytes and 32 zero bytes; `nonce`, unless null, stands in them.
    record RuntimeData(Bytes data, @Nullable String nonce) implements Binding {}
  }

  /// No debugging, and TCB status UpToDate; identity and freshness are not checked.
  public static SgxExpectations strict() {
    return new SgxExpectations(Enclave.ANY, false, Set.of(TcbStatus.UP_TO_DATE), null);
  }

  public SgxExpectations withEnclave(Enclave wanted) {
    return new SgxExpectations(wanted, debugAllowed, statuses, binding);
  }

  /// With debugging allowed the host may read the enclave's memory: for experiments only.
  public SgxExpectations withDebugAllowed() {
    return new SgxExpectations(enclave, true, statuses, binding);
  }

  /// Accepts these TCB statuses, and no others.
  public SgxExpectations withStatuses(Set<TcbStatus> wanted) {
    return new SgxExpectations(enclave, debugAllowed, wanted, binding);
  }

  public SgxExpectations withBinding(Binding wanted) {
    return new SgxExpectations(enclave, debugAllowed, statuses, wanted);
  }
}
