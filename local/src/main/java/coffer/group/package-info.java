/// What the parts of a running container group know of it in common: its folder, what was asked
/// for, how far it has come, and the sockets between them.
@NullMarked
package coffer.group;

import org.jspecify.annotations.NullMarked;
