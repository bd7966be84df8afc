/// Who plays UID2's Core and OptOut on a laptop: Core judges quotes as the real one would judge
/// evidence, and releases keys to the one enclave that it was told to believe in.
@NullMarked
package operator.standins;

import org.jspecify.annotations.NullMarked;
