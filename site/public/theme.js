// Before the first paint: the theme the trader chose, else the system's.
try {
  const theme = localStorage.getItem("tradingtower.theme")
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme
} catch {
  // No storage: the system's theme it is.
}
