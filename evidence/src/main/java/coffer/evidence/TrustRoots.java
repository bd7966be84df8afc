package coffer.evidence;

import coffer.bytes.Digest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The roots on which a verdict may rest. [#amd] and [#intel] have those of one maker, [#hardware]
/// both; everything else is added by name, and shows in the verdict.
public record TrustRoots(List<TrustRoot> roots, boolean developmentAllowed) {
  public TrustRoots {
    roots = List.copyOf(roots);
  }

  /// AMD's root keys (ARK) of Milan, Genoa and Turin, pinned in this program.
  public static TrustRoots amd() {
    return new TrustRoots(
        List.of(TrustRoot.AMD_MILAN, TrustRoot.AMD_GENOA, TrustRoot.AMD_TURIN), false);
  }

  /// Intel's root certificate for SGX (Intel SGX Root CA), pinned in this program.
  public static TrustRoots intel() {
    return new TrustRoots(List.of(TrustRoot.INTEL_SGX), false);
  }

  /// All roots that are pinned in this program.
  public static TrustRoots hardware() {
    List<TrustRoot> all = new ArrayList<>(amd().roots);
    all.addAll(intel().roots);
    return new TrustRoots(all, false);
  }

  /// Allows simulated hardware under `root`, a certificate that carries
  /// [TrustRoot#DEVELOPMENT_MARK]. Such a verdict proves nothing about hardware, and says
  /// `development root`.
  public TrustRoots withDevelopmentRoot(X509Certificate root) {
    if (!TrustRoot.isMarked(root)) {
      throw new IllegalArgumentException(
          "not a development root: " + root.getSubjectX500Principal().getName());
    }
    TrustRoots more = with(new TrustRoot("development root", TrustRoot.digest(root), null));
    return new TrustRoots(more.roots, true);
  }

  /// Trusts `root` besides; its subject stands in the verdict. A development root stays refused
  /// unless [#withDevelopmentRoot] allowed it.
  public TrustRoots withRoot(X509Certificate root) {
    if (TrustRoot.isMarked(root)) {
      return this;
    }
    String name = "given root " + root.getSubjectX500Principal().getName();
    return with(new TrustRoot(name, TrustRoot.digest(root), null));
  }

  /// The root whose certificate has this digest.
  Optional<TrustRoot> find(Digest certificate) {
    return roots.stream().filter(root -> root.sha256().equals(certificate)).findFirst();
  }

  private TrustRoots with(TrustRoot root) {
    List<TrustRoot> more = new ArrayList<>(roots);
    more.add(root);
    return new TrustRoots(more, developmentAllowed);
  }
}
