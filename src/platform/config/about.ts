import manifest from '../../../package.json' with { type: 'json' };

/** The service's name, version and description, from package.json. */
export const about = { name: manifest.name, version: manifest.version, description: manifest.description };
