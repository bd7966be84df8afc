package coffer.tar;

import java.util.Iterator;
import java.util.List;

/// A position in an entry's content, which is data and holes in turn.
final class Content {
  private final long size;
  private final Iterator<SparseMap.Fragment> rest;
  private SparseMap.Fragment fragment;
  private long position;

  private Content(List<SparseMap.Fragment> fragments, long size) {
    this.size = size;
    rest = fragments.iterator();
    fragment = nextFragment();
  }

  /// Data only.
  static Content whole(long size) {
    return new Content(List.of(new SparseMap.Fragment(0, size)), size);
  }

  static Content sparse(SparseMap map) {
    return new Content(map.fragments(), map.size());
  }

  /// How many zeros come next that the archive does not hold.
  long hole() {
    return Math.max(0, fragment.offset() - position);
  }

  /// How many bytes come next that the archive holds; 0 in a hole and at the end.
  long data() {
    return hole() > 0 ? 0 : fragment.end() - position;
  }

  void advance(long bytes) {
    position += bytes;
    if (position == fragment.end()) {
      fragment = nextFragment();
    }
  }

  /// The end counts as a fragment of no bytes, so that a hole can stand before it.
  private SparseMap.Fragment nextFragment() {
    return rest.hasNext() ? rest.next() : new SparseMap.Fragment(size, 0);
  }
}
