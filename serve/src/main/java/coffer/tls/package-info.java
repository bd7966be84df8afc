/// Who a server says it is: its key and certificates, given as PEM files or issued by the
/// development authority of this machine, and whom its clients trust.
@NullMarked
package coffer.tls;

import org.jspecify.annotations.NullMarked;
