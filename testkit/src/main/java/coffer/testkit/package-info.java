/// What tests of several modules share: systematic mutations of input, the folder of recorded
/// vectors, and servers that lie on demand. JDK only.
@NullMarked
package coffer.testkit;

import org.jspecify.annotations.NullMarked;
