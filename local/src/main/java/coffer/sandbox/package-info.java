/// Runs one container the way a utility VM does, on any Linux with util-linux: layers unpacked and
/// stacked by the overlay file system, namespaces of its own, nothing of the host within reach.
///
/// The guest agent uses it from inside the group's namespaces ([coffer.sandbox.GroupNamespaces]);
/// the current folder is the group's.
@NullMarked
package coffer.sandbox;

import org.jspecify.annotations.NullMarked;
