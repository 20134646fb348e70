/** A field of CSV: quoted where it must be, and never taken for a formula by a spreadsheet. */
const fieldOf = (text: string): string => {
  const safe = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** One line of CSV (RFC 4180), with its end. */
export const csvLine = (fields: ReadonlyArray<string | undefined>): string =>
  `${fields.map((field) => fieldOf(field ?? "")).join(",")}\r\n`
