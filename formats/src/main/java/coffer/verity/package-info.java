/// dm-verity hash trees (kernel documentation, "dm-verity", hash type 1): SHA-256 over 4096-byte
/// blocks, each preceded by a salt of 32 zero bytes, as Microsoft's tools for confidential
/// containers have it (microsoft/hcsshim, ext4/dmverity). Pure computation; threads are the
/// caller's.
@NullMarked
package coffer.verity;

import org.jspecify.annotations.NullMarked;
