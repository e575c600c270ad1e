-- Which service may call which function of the keyring, idempotent: whoever is not named here may call none.
-- Run by psql as keyring_owner in the keyring's database, after the schema of the keyring, and again for a new service.

-- In one transaction, so that a service that runs meanwhile never lacks what it had and keeps.
BEGIN;

DO $$
DECLARE
    grantee text;
BEGIN
    FOR grantee IN
        SELECT 'PUBLIC'
        UNION
        SELECT quote_ident(role.rolname)
        FROM (
            SELECT aclexplode(nspacl) AS item FROM pg_namespace WHERE nspname = 'keyring'
            UNION ALL
            SELECT aclexplode(proacl) FROM pg_proc WHERE pronamespace = 'keyring'::regnamespace
        ) AS acl
        JOIN pg_roles AS role ON role.oid = (acl.item).grantee
        WHERE role.rolname <> current_user
    LOOP
        EXECUTE format('REVOKE ALL ON SCHEMA keyring FROM %s', grantee);
        EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA keyring FROM %s', grantee);
    END LOOP;
END
$$;

GRANT USAGE ON SCHEMA keyring TO referrals, matching, scheduling, reporting;
GRANT EXECUTE ON FUNCTION keyring.district_key(text) TO referrals, matching, scheduling, reporting;
GRANT EXECUTE ON FUNCTION keyring.statistics_key(text, uuid) TO referrals, matching, scheduling, reporting;
-- Whoever shows names. Reporting never reads one.
GRANT EXECUTE ON FUNCTION keyring.identity_key(text, uuid) TO referrals, matching, scheduling;
-- Persons are registered and erased by one service alone.
GRANT EXECUTE ON FUNCTION keyring.add_key(text, uuid, smallint, bytea) TO referrals;
GRANT EXECUTE ON FUNCTION keyring.await_backup() TO referrals;
GRANT EXECUTE ON FUNCTION keyring.destroy_key(text, uuid, smallint) TO referrals;

COMMIT;
