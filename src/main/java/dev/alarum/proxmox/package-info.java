/** Proxmox's API: orders carried out and clusters looked at. */
@NullMarked
package dev.alarum.proxmox;

import org.jspecify.annotations.NullMarked;
