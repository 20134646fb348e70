import { Frame } from "../frame/Frame.tsx"
import { Channels } from "./Channels.tsx"
import { Preferences } from "./Preferences.tsx"

const places = [
  { href: "/app/risk/", title: "Risk limits", help: "What all your bots together may do." },
  { href: "/app/devices/", title: "Signed-in devices", help: "Where you are signed in, and the way to end it." },
  { href: "/app/data/", title: "Your data", help: "Everything that is kept of you: download it, or erase it." }
] as const

/** What the trader decides about the system itself. */
export default function Settings() {
  return (
    <Frame>
      <Channels />
      <Preferences />
      <section className="panel" aria-labelledby="more-title">
        <header>
          <h2 id="more-title">More</h2>
        </header>
        <ul className="list">
          {places.map(({ help, href, title }) => (
            <li key={href}>
              <span className="spread">
                <a href={href}>{title}</a> <span className="soft">{help}</span>
              </span>
            </li>
          ))}
        </ul>
      </section>
    </Frame>
  )
}
