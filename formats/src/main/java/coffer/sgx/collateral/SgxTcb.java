package coffer.sgx.collateral;

import coffer.bytes.MalformedException;
import java.util.List;
import java.util.stream.Collectors;

/// The security version numbers of a platform: those of its 16 components, 0 to 255 each, and that
/// of the provisioning certification enclave, 0 to 65535.
public record SgxTcb(List<Integer> components, int pceSvn) implements Comparable<SgxTcb> {
  public static final int COMPONENTS = 16;

  public SgxTcb {
    components = List.copyOf(components);
    if (components.size() != COMPONENTS) {
      throw new MalformedException("16 TCB components wanted, found " + components.size());
    }
    for (int svn : components) {
      if (svn < 0 || svn > 255) {
        throw new MalformedException("TCB component: 0 to 255 wanted, found " + svn);
      }
    }
    if (pceSvn < 0 || pceSvn > 65535) {
      throw new MalformedException("PCE SVN: 0 to 65535 wanted, found " + pceSvn);
    }
  }

  /// True when no number is lower than the same one of `minimum`.
  public boolean atLeast(SgxTcb minimum) {
    for (int i = 0; i < COMPONENTS; i++) {
      if (components.get(i) < minimum.components.get(i)) {
        return false;
      }
    }
    return pceSvn >= minimum.pceSvn;
  }

  /// The order in which levels are tried: by the components from the first on, then by the PCE.
  @Override
  public int compareTo(SgxTcb other) {
    for (int i = 0; i < COMPONENTS; i++) {
      int order = components.get(i).compareTo(other.components.get(i));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(pceSvn, other.pceSvn);
  }

  /// Such as `11.11.2.2.255.1.0.0.0.0.0.0.0.0.0.0, PCE 13`.
  @Override
  public String toString() {
    return components.stream().map(String::valueOf).collect(Collectors.joining("."))
        + ", PCE "
        + pceSvn;
  }
}
