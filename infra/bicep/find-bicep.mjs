import { execFile } from "node:child_process"
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"

/** The one version that the templates are checked with: another says something else of them. */
const VERSION = "0.49.2"

const file = process.platform === "win32" ? "bicep.exe" : "bicep"
const system = { linux: "linux", darwin: "osx", win32: "win" }[process.platform]
const nuget = `Azure.Bicep.CommandLine.${system}-${process.arch}`
/** Where NuGet keeps what it once fetched. */
const packages = process.env["NUGET_PACKAGES"] ?? join(homedir(), ".nuget", "packages")
const fetched = join(packages, nuget.toLowerCase(), VERSION, "tools", file)

/** What a command says; nothing where it fails, or isn't there. */
const said = (command, ...args) =>
  new Promise((done) => {
    execFile(command, args, { timeout: 180_000 }, (error, output) => done(error === null ? output : ""))
  })
const is = async (path) => (await said(path, "--version")).includes(`version ${VERSION} `)

const installed = async () => {
  const named = [process.env["BICEP"], fetched, join(homedir(), ".azure", "bin", file)]
  for (const path of [...named.filter((each) => each !== undefined && existsSync(each)), file])
    if (await is(path)) return path
  return undefined
}

/** By NuGet's own client, 115 MB. */
const fromNuGet = async () => {
  const folder = mkdtempSync(join(tmpdir(), "tradetower-bicep-"))
  try {
    const project = join(folder, "bicep.csproj")
    writeFileSync(
      project,
      `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup>
  <ItemGroup><PackageDownload Include="${nuget}" Version="[${VERSION}]" /></ItemGroup>
</Project>`
    )
    await said("dotnet", "restore", project, "--packages", packages)
    return (await is(fetched)) ? fetched : undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Where the Bicep CLI is; fetches it where there is .NET. `undefined` when it can't be had. */
export const findBicep = async () => (await installed()) ?? (await fromNuGet())

export const withoutBicep = `Bicep ${VERSION} is not here and could not be fetched: the Azure templates were NOT compiled. Do one of these:
  - let NuGet fetch it:          install .NET's SDK (dotnet)
  - let Azure's CLI install it:  az bicep install --version v${VERSION}
  - name one that is elsewhere:  BICEP=/path/to/bicep before npm test`
