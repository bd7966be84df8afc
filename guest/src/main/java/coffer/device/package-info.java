/// Evidence from the devices of a guest: SEV-SNP reports from the kernel's drivers, SGX quotes from
/// the library OS. Layouts are pure functions; system calls go through the foreign function API.
@NullMarked
package coffer.device;

import org.jspecify.annotations.NullMarked;
