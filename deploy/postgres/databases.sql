-- One database for each service and one for the keyring, idempotent. Run by psql, after roles.sql.

SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8'' LC_COLLATE ''C'' LC_CTYPE ''C.UTF-8''',
              name, name || '_owner')
FROM unnest(ARRAY['referrals', 'matching', 'scheduling', 'reporting', 'national', 'console', 'keyring']) AS name
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name)
\gexec

-- Without this every role could connect to every database and create temporary tables there.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname)
FROM pg_database
WHERE datallowconn
\gexec

GRANT CONNECT ON DATABASE referrals TO referrals;
GRANT CONNECT ON DATABASE matching TO matching;
GRANT CONNECT ON DATABASE scheduling TO scheduling;
GRANT CONNECT ON DATABASE reporting TO reporting;
GRANT CONNECT ON DATABASE national TO national;
GRANT CONNECT ON DATABASE console TO console;

-- The national view holds no keys, and the console none of its own: neither may reach the keyring.
GRANT CONNECT ON DATABASE keyring TO referrals, matching, scheduling, reporting;
