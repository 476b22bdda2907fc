/** Secrets come by environment variable only: here is what a secret's key looks like and how its variable is called. */

const SECRET_KEY = /(token|passwd|password|secret|credentials?|(api|access|private)[-_]?key)$/i;
const PASSWORD_IN_ADDRESS = /:\/\/[^/\s:@]+:[^/\s@]+@/;

export const isSecretKey = (key: string): boolean => SECRET_KEY.test(key);

/** Whether a text carries a password the way addresses do: "postgres://user:password@host/db". */
export const carriesPassword = (value: unknown): boolean =>
  typeof value === 'string' && PASSWORD_IN_ADDRESS.test(value);

const shouted = (word: string): string =>
  word
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();

/** "WEIGE_WEB_TOKEN"; an account with a name of its own has its own variable: "WEIGE_WEB_HALL_TOKEN". */
export function secretName(platform: string, account: string, key: string): string {
  return ['WEIGE', platform, ...(account === platform ? [] : [account]), key].map(shouted).join('_');
}

/** The key of the language model's endpoint. */
export const LANGUAGE_KEY = 'WEIGE_LANGUAGE_KEY';

/** The address of the PostgreSQL server, which carries a password. */
export const POSTGRES_URL = 'WEIGE_POSTGRES_URL';

/** null when the environment has none, or an empty one. */
export const postgresUrl = (environment: Readonly<Record<string, string | undefined>>): string | null => {
  const url = environment[POSTGRES_URL]?.trim();
  return url === undefined || url === '' ? null : url;
};

/** The variable for a key that has no account: "WEIGE_STORE_PASSWORD". */
export function sectionSecretName(section: string, key: string): string {
  if (section === 'language') return LANGUAGE_KEY;
  const words = ['WEIGE', section, key].filter((word) => word !== '');
  return words.map(shouted).join('_');
}

/** The endpoint's key; null when the environment has none, or an empty one. */
export const languageKey = (environment: Readonly<Record<string, string | undefined>>): string | null => {
  const key = environment[LANGUAGE_KEY]?.trim();
  return key === undefined || key === '' ? null : key;
};

/** An account's secret; null when the environment has none, or an empty one. */
export function accountSecret(
  environment: Readonly<Record<string, string | undefined>>,
  platform: string,
  account: string,
  key: string,
): string | null {
  const value = environment[secretName(platform, account, key)];
  return value === undefined || value === '' ? null : value;
}
