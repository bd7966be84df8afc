package policy

api_version := "0.11.0"
framework_version := "0.2.3"

fragments := [{"feed":"f","includes":["containers"],"issuer":"i","minimum_svn":"1"}]

containers := [{"allow_elevated":true,"allow_stdio_access":false,"capabilities":{"ambient":[],"bounding":["CAP_BPF"],"effective":[],"inheritable":[],"permitted":[]},"command":["/a"],"env_rules":[{"pattern":"A=[0-9]","required":true,"strategy":"re2"},{"pattern":"B","required":false,"strategy":"string"}],"exec_processes":[{"command":["x"],"signals":[9]}],"id":"i","layers":["aa"],"mounts":[{"destination":"/m","options":["rw"],"source":"s.+","type":"bind"}],"name":"n","no_new_privileges":true,"seccomp_profile_sha256":"","signals":[15],"user":{"group_idnames":[{"pattern":"","strategy":"any"}],"umask":"0022","user_idname":{"pattern":"0","strategy":"id"}},"working_dir":"/"}]

allow_properties_access := true
allow_environment_variable_dropping := true

create_container := data.framework.create_container
reason := {"errors": data.framework.errors}
