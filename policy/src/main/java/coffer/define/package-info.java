/// Container definitions as documents of their own, to be looked at, changed, and given to the
/// generator with `--with-containers`: of an image, and of the containers of a pod. They are those
/// of `az confcom containers` 2.0.1, which merges images and pods in ways of its own.
@NullMarked
package coffer.define;

import org.jspecify.annotations.NullMarked;
