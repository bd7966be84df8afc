package coffer.cce;

import coffer.json.Json;
import java.util.List;

/// A policy fragment that a group accepts when it is signed by `issuer` for `feed`.
///
/// @param issuer a did:x509 identifier
/// @param minimumSvn the lowest security version accepted, as text
/// @param includes the parts taken over: `containers`, `fragments`, ...
public record FragmentImport(String feed, String issuer, String minimumSvn, List<String> includes) {
  /// The fragment by which the service adds its own containers.
  public static final FragmentImport INFRASTRUCTURE =
      new FragmentImport(
          "mcr.microsoft.com/aci/aci-cc-infra-fragment",
          "did:x509:0:sha256:I__iuL25oXEVFdTP_aBLx_eT1RPHbCQ_ECBQfYZpt9s"
              + "::eku:1.3.6.1.4.1.311.76.59.1.3",
          "4",
          List.of("containers", "fragments"));

  public FragmentImport {
    includes = List.copyOf(includes);
  }

  public FragmentImport withMinimumSvn(String svn) {
    return new FragmentImport(feed, issuer, svn, includes);
  }

  public Json.Obj toJson() {
    return Json.object()
        .put("feed", feed)
        .put("includes", Json.strings(includes))
        .put("issuer", issuer)
        .put("minimum_svn", minimumSvn)
        .build();
  }
}
