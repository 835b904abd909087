module lading/kubelet-credential-provider

go 1.22
