/** The page's colours, resolved for a canvas. */
export interface ChartTheme {
  readonly text: string
  readonly soft: string
  readonly line: string
  readonly up: string
  readonly down: string
  readonly warn: string
  readonly accent: string
  readonly font: string
}

const names = {
  text: "--text",
  soft: "--text-soft",
  line: "--line",
  up: "--up",
  down: "--down",
  warn: "--warn",
  accent: "--accent"
} as const

/** Reads the theme as it is now: `light-dark()` only resolves on an element. */
export const readTheme = (): ChartTheme => {
  const probe = document.createElement("span")
  document.body.append(probe)
  const colour = (name: string) => {
    probe.style.color = `var(${name})`
    return getComputedStyle(probe).color
  }
  const theme = {
    text: colour(names.text),
    soft: colour(names.soft),
    line: colour(names.line),
    up: colour(names.up),
    down: colour(names.down),
    warn: colour(names.warn),
    accent: colour(names.accent),
    font: getComputedStyle(document.body).fontFamily
  }
  probe.remove()
  return theme
}

/** Calls back when the theme changes, by the switch or by the system; answers what ends it. */
export const onThemeChange = (callback: () => void): (() => void) => {
  const observer = new MutationObserver(callback)
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] })
  const system = matchMedia("(prefers-color-scheme: dark)")
  system.addEventListener("change", callback)
  return () => {
    observer.disconnect()
    system.removeEventListener("change", callback)
  }
}

/** `rgb(1, 2, 3)` made see-through. */
export const faded = (colour: string, share: number): string => {
  const [red = "0", green = "0", blue = "0"] = colour.match(/[\d.]+/g) ?? []
  return `rgba(${red}, ${green}, ${blue}, ${share})`
}
