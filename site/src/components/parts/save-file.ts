/** Gives a file to the browser, which puts it where downloads go. */
export const saveFile = (file: Blob, name: string): void => {
  const link = document.createElement("a")
  link.href = URL.createObjectURL(file)
  link.download = name
  link.click()
  // It is read a moment later.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
