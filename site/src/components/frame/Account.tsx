import { useQuery, useQueryClient } from "@tanstack/react-query"
import { useState } from "react"
import { forget } from "../../client/last-known.ts"
import { me } from "../../client/queries.ts"
import { Menu } from "./Menu.tsx"

const THEME = "tradingtower.theme"
const themes = [
  { value: "system", title: "System" },
  { value: "light", title: "Light" },
  { value: "dark", title: "Dark" }
] as const
type Theme = (typeof themes)[number]["value"]

const themeNow = (): Theme => {
  const set = document.documentElement.dataset["theme"]
  return set === "light" || set === "dark" ? set : "system"
}

const setTheme = (theme: Theme): void => {
  if (theme === "system") {
    delete document.documentElement.dataset["theme"]
    localStorage.removeItem(THEME)
  } else {
    document.documentElement.dataset["theme"] = theme
    localStorage.setItem(THEME, theme)
  }
}

/** Who is signed in, the theme, the ways to what is the trader's own, and the way out. */
export const Account = () => {
  const { data } = useQuery(me)
  const client = useQueryClient()
  const [theme, choose] = useState<Theme>(themeNow)
  const name = data?.name ?? ""
  return (
    <Menu
      name="account"
      label={`Account of ${name}`}
      testid="account"
      look={
        <span className="initial" aria-hidden="true">
          {name.charAt(0).toUpperCase() || "·"}
        </span>
      }
    >
      <p>
        Signed in as <strong>{name}</strong>
      </p>
      <div className="segments" role="group" aria-label="Theme">
        {themes.map(({ value, title }) => (
          <button
            key={value}
            type="button"
            aria-pressed={theme === value}
            onClick={() => {
              setTheme(value)
              choose(value)
            }}
          >
            {title}
          </button>
        ))}
      </div>
      <a className="button" href="/app/settings/">
        Settings
      </a>
      <a className="button" href="/app/risk/">
        Risk limits
      </a>
      <a className="button" href="/app/devices/">
        Signed-in devices
      </a>
      <a className="button" href="/app/data/">
        Your data
      </a>
      <a className="button" href="/.auth/logout?post_logout_redirect_uri=/" onClick={() => forget(client)}>
        Sign out
      </a>
    </Menu>
  )
}
