package coffer.tar;

import java.util.Collections;
import java.util.Iterator;

/// A position in an entry's content, which is data and holes in turn.
final class Content {
  private final long size;
  private final Iterator<SparseMap.Fragment> rest;
  private SparseMap.Fragment fragment;
  private long position;

  private Content(SparseMap.Fragment first, Iterator<SparseMap.Fragment> rest, long size) {
    this.size = size;
    this.rest = rest;
    fragment = first;
  }

  /// Data only.
  static Content whole(long size) {
    return new Content(new SparseMap.Fragment(0, size), Collections.emptyIterator(), size);
  }

  static Content sparse(SparseMap map) {
    Iterator<SparseMap.Fragment> rest = map.fragments().iterator();
    return new Content(next(rest, map.size()), rest, map.size());
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
      fragment = next(rest, size);
    }
  }

  /// The end counts as a fragment of no bytes, so that a hole can stand before it.
  private static SparseMap.Fragment next(Iterator<SparseMap.Fragment> rest, long size) {
    return rest.hasNext() ? rest.next() : new SparseMap.Fragment(size, 0);
  }
}
