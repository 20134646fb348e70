import { Schema } from "effect"

/** What keeps a disk from being written or read. Whatever was refused for it works again once it is mended. */
export const DiskTrouble = Schema.Literals(["FULL", "USED_UP", "READ_ONLY", "DENIED", "TOO_MANY_FILES", "FAILING"])
export type DiskTrouble = typeof DiskTrouble.Type

/** What it is and what to do, for whoever runs the system. */
export const diskWords: Readonly<Record<DiskTrouble, string>> = {
  FULL: "The disk is full: nothing is written until there is room. Reading goes on and the kill switch works. Make room; the rest goes on by itself.",
  USED_UP:
    "The disk is full, and so is what was kept back for the kill switch: nothing is written until there is room. Reading goes on. Make 50 MB of room; the rest goes on by itself. What can't wait has to be cancelled at the exchange itself.",
  READ_ONLY:
    "The disk can only be read: nothing is written until that is changed. Make it writable; the rest goes on by itself.",
  DENIED:
    "The data folder's files may not be written by this user. Give them back to the user TradingTower runs as; the rest goes on by itself.",
  TOO_MANY_FILES:
    "This process may not open more files. Raise the limit (ulimit -n) and start again if this stays; nothing is lost meanwhile.",
  FAILING:
    "The disk could not be read or written (I/O error): nothing is written meanwhile. See whether it is still connected and healthy; once it works again, the rest goes on by itself."
}
